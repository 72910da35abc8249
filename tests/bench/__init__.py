"""Measurements; run by `make bench`, not by the tests, because times depend on the machine. docs/performance.md tells more.

`beside` measures the site side by side with its baselines, in turns: `ground` starts both (`stage` makes what there is to read,
`planting` makes many comments of one, `plain` is the Django project of the baselines), `contenders` says who is asked for what,
`client` asks, `turns` takes the medians. `views` weighs pages and counts statements, `profiles` says where the time of a page
goes, `inside` and `texts` measure within one process. `tables`, `chart` and `machine` tell what came of it.
"""
