#!/bin/sh
# A tmux window for the second monitor: BTC large, ETH in a column beside it, a shell below that one, and the market in
# the status line of this session alone.
#
#   sh docs/tmux-layout.sh                    with the `floorline` on your PATH
#   sh docs/tmux-layout.sh --data-dir DIR     options go to every part of it
#
# Called again, it goes to the window that is there.
set -eu

session=floorline

if ! tmux has-session -t "=$session" 2>/dev/null; then
    options=
    for each in "$@"; do
        options="$options '$(printf %s "$each" | sed "s/'/'\\\\''/g")'"
    done

    tmux new-session -d -s "$session" -n market -x 200 -y 50 "floorline --asset BTC$options"
    tmux split-window -d -h -l 46 -t "$session:market.0" "floorline --asset ETH$options"
    tmux split-window -d -v -l 25% -t "$session:market.1"

    tmux set-option -t "$session" status-interval 5
    tmux set-option -t "$session" status-right-length 60
    tmux set-option -t "$session" status-right "#(floorline segment --format tmux --width 56$options)"

    # So that panes know whether somebody looks: they draw less meanwhile, and tell afterwards what happened.
    tmux set-option -s focus-events on
    # So that `y` reaches the clipboard, and alerts the terminal outside while this window is the one shown.
    tmux set-option -s set-clipboard on
    tmux set-option -w -t "$session:market" allow-passthrough on
fi

if [ -n "${TMUX:-}" ]; then
    tmux switch-client -t "=$session"
elif [ -t 0 ]; then
    tmux attach-session -t "=$session"
fi
