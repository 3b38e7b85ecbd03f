"""What a pane shows and how it is drawn: view models (`view`), drawing without a terminal (`draw`), and the widgets.

A leaf: nothing of `tui` is imported here, so every widget runs and is tested alone. `view` and `draw` import no
terminal library either.
"""
