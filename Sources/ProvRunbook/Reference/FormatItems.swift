extension FormatText {
    static let items = """
        ## Steps for each item of a list

        With `foreach="NAME in LIST"` a block, a section or an include without a name is there once for each item of a parameter that is a list. Its commands, checks,
        undos and fixes have the item as `$NAME` and its members as `$NAME_member`; `{{NAME}}` and `{{NAME.member}}` are filled in them, in the content of a file, and in
        `file`, `on`, `as`, `title`, `cwd`, `env`, `owner` and `group`. `when` has `NAME` and `NAME.member`. A file's own `for` and `if` know the item too.

        `````markdown
        ---
        parameters:
          services: {type: list, default: [{name: auth, port: 3100}, {name: gateway, port: 3000}]}
        ---
        # Services

        <!-- prov: foreach="service in services" -->

        ```bash {name=folder}
        mkdir -p "/tmp/prov-format/$service"
        ```

        ```ini {name=settings file=/tmp/prov-format/{{service}}/app.ini}
        port = {{service.port}}
        ```

        ```bash {name=start title="Start {{service}}" when-changed=settings}
        echo "start {{service}} on $service_port"
        ```
        `````

        - The steps are `folder[auth]`, `settings[auth]`, `start[auth]`, `folder[gateway]` and so on, in the order of the list. Other characters than letters, digits, `.`, `_` and `-` of an
          item are `-` there. Neighbouring steps with the same `foreach` run item by item; a failure stops the items behind it as any failure does. With `serial` each batch
          of hosts goes through all items.
        - `needs` and `when-changed` with the name of a step mean, from a step of the same list, the one for the same item; from any other step, all of them. `needs=""` lets items run side by side.
        - `--only start`, `--skip start=REASON` and `--settle start=done` mean all items, `--only 'start[auth]'` means one; `--from start` begins with the first one.
        - A list without items leaves the steps out. A run that is resumed or rolled back has the list that it began with. What an item that is no longer in the list left on a
          host is not removed: a rollback of the run that made it does that.
        - `capture` is not possible in such a step. A plan has at most 10,000 steps made of lists.


        """
}
