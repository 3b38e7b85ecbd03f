"""Benchmarks of the budgets: code by pytest-benchmark, processes by the meter; `python -m tests.bench` prints both."""
