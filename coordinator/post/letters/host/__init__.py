"""Letters to hosts: that there is something to see, never who said what; answers stay on their page."""
