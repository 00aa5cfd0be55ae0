/// Package managers and build tools.
enum PackageTools {
    private static let run = Tool.Verb("", inner: .words(from: 0))

    static let all: [Tool] = [
        Tool("apt apt-get aptitude", globals: "-o --option -c --config-file -t --target-release --default-release"),
        Tool("dpkg", globals: "--root --admindir --instdir"),
        Tool(
            "dnf yum microdnf tdnf",
            globals: """
                -c --config -x --exclude --enablerepo --disablerepo --releasever --installroot --setopt --repo \
                --repoid -d -e --forcearch --advisory --comment
                """, groups: "module group config-manager history"),
        Tool("zypper", globals: "-R --root --cache-dir -c --config --releasever -D --reposd-dir -C", groups: ""),
        Tool(
            "apk", globals: "-p --root -X --repository --arch --keys-dir --cache-dir --repositories-file -t --virtual"),
        Tool("pacman yay paru", globals: "-b --dbpath -r --root --config --cachedir --arch --logfile"),
        Tool("pkg", globals: "-j -c -r -C -o -R"),
        Tool("emerge", globals: "--config-root --root --jobs -j --exclude"),
        Tool("brew", globals: "", groups: "services bundle"),
        Tool("snap flatpak", globals: "--installation --channel --arch"),
        Tool("choco winget scoop", globals: "--version --source -s"),
        Tool(
            "pip pip3",
            globals: """
                --proxy --log --timeout --retries --cache-dir --python -r --requirement -c --constraint -e --editable \
                -i --index-url --extra-index-url -t --target --prefix --root -f --find-links --platform \
                --python-version --trusted-host --config-settings --no-binary --only-binary --src
                """, groups: "config cache index"),
        Tool("pipx", globals: "--python --spec --pip-args --suffix -i --index-url", verbs: ["run": run]),
        Tool(
            "uv", globals: "--project --directory --config-file --cache-dir -p --python", groups: "pip tool python",
            verbs: ["run": Tool.Verb("--with --extra --group --env-file", inner: .words(from: 0))]),
        Tool(
            "poetry", globals: "-C --directory -P --project", groups: "env config source cache self",
            verbs: ["run": run]),
        Tool("pipenv", globals: "--python --pypi-mirror", verbs: ["run": run]),
        Tool("pdm rye", globals: "-p --project -c --config", verbs: ["run": run]),
        Tool("hatch", globals: "-e --env -p --project --data-dir --config", groups: "env", verbs: ["run": run]),
        Tool(
            "conda mamba micromamba", globals: "-n --name -p --prefix -c --channel -f --file", groups: "env config",
            verbs: ["run": run]),
        Tool(
            "npm",
            globals: """
                -C --prefix --registry --userconfig --globalconfig --cache --loglevel -w --workspace --tag --access \
                --otp --scope --omit --include
                """, groups: "config cache access token team org",
            verbs: ["exec": Tool.Verb("-c -p", inner: .dashes(orFrom: 0))]),
        Tool(
            "yarn", globals: "--cwd --registry --cache-folder --modules-folder",
            groups: "global workspace config cache",
            verbs: ["exec": run, "dlx": run]),
        Tool(
            "pnpm", globals: "-C --dir --filter -F --registry --store-dir --reporter", groups: "store config env",
            verbs: ["exec": run, "dlx": run]),
        Tool("bun", globals: "--cwd -c --config", verbs: ["x": run]),
        Tool("npx bunx pnpx", globals: "-p --package -c --call", inner: .words(from: 0)),
        Tool("uvx", globals: "--from --with -p --python --index --index-url", inner: .words(from: 0)),
        Tool("gem", globals: "--config-file -v --version -i --install-dir -s --source"),
        Tool("bundle bundler", globals: "--gemfile --path -j --jobs", verbs: ["exec": run]),
        Tool("composer", globals: "-d --working-dir", groups: "global config"),
        Tool("cargo", globals: "--color --config -C -Z --manifest-path --target --features --version --git --path -j"),
        Tool("go", globals: "-C -o -tags -ldflags -run", style: .words, groups: "mod work tool"),
        Tool(
            "rustup", globals: "", groups: "toolchain target component self",
            verbs: ["run": Tool.Verb("", inner: .words(from: 1))]),
        Tool("make gmake", globals: "-C --directory -f --file --makefile -j --jobs -I -o -W -l"),
        Tool("mvn mvnw", globals: "-f --file -s --settings -pl --projects -P -T --threads -t", style: .words),
        Tool("gradle gradlew", globals: "-p --project-dir -b --build-file -c --settings-file -g -I --init-script"),
        Tool("bazel bazelisk", globals: "--bazelrc --output_base --output_user_root"),
        Tool(
            "dotnet", globals: "--project -c --configuration -f --framework -o --output -r --runtime",
            groups: "tool nuget ef"),
        Tool(
            "nix", globals: "--option --store --extra-experimental-features -I -f --file", groups: "profile store flake"
        ),
        Tool("mix", globals: "", groups: ""),
        Tool("mise asdf rtx", globals: "-C --cd", verbs: ["exec": Tool.Verb("", inner: .dashes(orFrom: nil))]),
    ]
}
