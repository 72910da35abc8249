"""Tools that load, starve and kill a running site, and judge what came of it; outside the suite (docs/howto/load.md).

They know a site by HTTP, its database and its processes. `site` starts one of its own by the project's launcher, `scene`
opens consultations in it, `mailbox` receives its mail, `family` tells its processes apart, `watch` looks at them meanwhile.
`ending` lets none of it outlive its tool.
`submissions` writes comments, `wire` sends them, `pace` says when, `tally` counts what came back, `figures` prints it.
The runs are `steady`, `overload`, `slow`, `deadline` and `chaos`; the judges `rule` (of deadlines) and `reconcile` (of what
was told, stored and mailed) are pure, and the suite shows that they can say no.
"""
