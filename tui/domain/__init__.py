"""The vocabulary of Floorline: events, the Board, time, errors and clean text. Imports nothing of ours."""
