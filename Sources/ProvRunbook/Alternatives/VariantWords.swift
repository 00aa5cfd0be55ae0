/// The words by which runbooks name variants.
enum VariantWords {
    /// The longest name that begins at a word: its short form, how many words it takes, and whether it is a system.
    static func name(at index: Int, in words: [String]) -> (name: String, count: Int, isSystem: Bool)? {
        for count in stride(from: min(4, words.count - index), through: 1, by: -1) {
            let text = words[index..<(index + count)].joined(separator: " ")
            if let system = systems[text] { return (system, count, true) }
            if let way = ways[text] { return (way, count, false) }
        }
        return nil
    }

    private static let systems: [String: String] = [
        "macos": "macos", "mac os x": "macos", "mac os": "macos", "mac": "macos", "os x": "macos", "osx": "macos",
        "darwin": "macos", "linux": "linux", "gnu linux": "linux", "unix": "linux", "windows": "windows",
        "ms windows": "windows", "microsoft windows": "windows", "win": "windows", "win10": "windows",
        "wsl": "wsl", "wsl2": "wsl", "windows subsystem for linux": "wsl", "windows wsl": "wsl", "windows wsl2": "wsl",
        "debian": "debian", "debian gnu linux": "debian", "deb": "debian", "ubuntu": "ubuntu", "mint": "linuxmint",
        "linux mint": "linuxmint", "fedora": "fedora", "centos": "centos", "centos stream": "centos", "rhel": "rhel",
        "red hat": "rhel", "redhat": "rhel", "red hat enterprise linux": "rhel", "rocky": "rocky",
        "rocky linux": "rocky", "alma": "almalinux", "almalinux": "almalinux", "oracle linux": "ol",
        "amazon linux": "amzn", "amazon linux 2": "amzn", "arch": "arch", "arch linux": "arch", "archlinux": "arch",
        "manjaro": "manjaro", "alpine": "alpine", "alpine linux": "alpine", "opensuse": "opensuse",
        "suse": "suse", "sles": "suse", "gentoo": "gentoo", "void linux": "void", "nixos": "nixos",
        "freebsd": "freebsd", "openbsd": "openbsd", "netbsd": "netbsd", "bsd": "freebsd", "raspbian": "raspbian",
        "raspberry pi os": "raspbian", "kali": "kali", "kali linux": "kali", "pop os": "pop",
        "termux": "android", "android": "android",
    ]

    /// Package managers, which are means wherever they are named.
    static let managers: Set<String> = [
        "npm", "npx", "yarn", "pnpm", "bun", "pip", "pipx", "uv", "conda", "mamba", "poetry", "pipenv", "pdm",
        "apt", "dnf", "yum", "brew", "pacman", "choco", "winget", "scoop", "snap", "flatpak", "apk", "zypper", "port",
        "nix", "aur", "cargo", "gem", "composer", "asdf", "mise", "sdkman", "guix", "emerge", "pkg",
    ]

    /// Shells, which are variants of each other, and say nothing beside a system.
    static let shells: Set<String> = [
        "bash", "zsh", "fish", "elvish", "nushell", "tcsh", "xonsh", "ion", "cmd", "powershell",
    ]

    private static let ways: [String: String] = [
        "npm": "npm", "npx": "npx", "yarn": "yarn", "pnpm": "pnpm", "bun": "bun", "bunx": "bun", "pip": "pip",
        "pip3": "pip", "pypi": "pip", "pipx": "pipx", "uv": "uv", "uvx": "uv", "conda": "conda",
        "conda forge": "conda", "anaconda": "conda", "miniconda": "conda", "mamba": "mamba", "micromamba": "mamba",
        "poetry": "poetry", "pipenv": "pipenv", "pdm": "pdm", "apt": "apt", "apt get": "apt", "aptitude": "apt",
        "dnf": "dnf", "yum": "yum", "brew": "brew", "homebrew": "brew", "linuxbrew": "brew", "macports": "port",
        "pacman": "pacman", "choco": "choco", "chocolatey": "choco", "winget": "winget", "scoop": "scoop",
        "snap": "snap", "snapcraft": "snap", "flatpak": "flatpak", "apk": "apk", "zypper": "zypper", "nix": "nix",
        "aur": "aur", "yay": "aur", "paru": "aur", "cargo": "cargo", "crates.io": "cargo", "gem": "gem",
        "rubygems": "gem", "composer": "composer", "asdf": "asdf", "mise": "mise", "sdkman": "sdkman", "guix": "guix",
        "emerge": "emerge", "pkg": "pkg",
        "docker": "docker", "docker compose": "docker-compose", "docker image": "docker", "docker hub": "docker",
        "docker container": "docker", "container": "docker", "containers": "docker", "podman": "podman",
        "podman compose": "podman", "kubernetes": "kubernetes", "k8s": "kubernetes", "kubectl": "kubernetes",
        "helm": "helm", "helm chart": "helm", "kustomize": "kustomize", "vagrant": "vagrant", "ansible": "ansible",
        "terraform": "terraform", "docker swarm": "docker-swarm", "bare metal": "bare-metal",
        "from source": "source", "source": "source", "from sources": "source", "source code": "source",
        "git": "source", "github": "source", "binary": "binary", "binaries": "binary", "prebuilt": "binary",
        "pre built": "binary", "precompiled": "binary", "pre compiled": "binary", "release binary": "binary",
        "binary release": "binary", "binary releases": "binary", "prebuilt binary": "binary",
        "prebuilt binaries": "binary", "precompiled binaries": "binary", "pre built binaries": "binary",
        "precompiled binary": "binary", "manual": "manual", "manually": "manual", "by hand": "manual",
        "automatic": "automatic", "automatically": "automatic", "automated": "automatic", "script": "script",
        "install script": "script", "installer script": "script", "shell script": "script",
        "installation script": "script", "curl": "curl", "wget": "wget", "make": "make", "makefile": "make",
        "cmake": "cmake", "meson": "meson", "bazel": "bazel", "maven": "maven", "gradle": "gradle",
        "go install": "go", "go get": "go", "virtualenv": "venv", "venv": "venv", "without docker": "without-docker",
        "bash": "bash", "zsh": "zsh", "fish": "fish", "elvish": "elvish", "nushell": "nushell", "tcsh": "tcsh",
        "xonsh": "xonsh", "ion": "ion", "cmd": "cmd", "cmd.exe": "cmd", "command prompt": "cmd",
        "powershell": "powershell", "windows powershell": "powershell",
        "devcontainer": "devcontainer", "dev container": "devcontainer", "codespaces": "codespaces",
    ]

    /// The programs of which one must be there for a way.
    static let programs: [String: [String]] = [
        "pip": ["pip", "pip3"], "docker-compose": ["docker"], "docker-swarm": ["docker"], "kubernetes": ["kubectl"],
        "conda": ["conda", "mamba", "micromamba"], "mamba": ["mamba", "micromamba"], "choco": ["choco"],
        "apt": ["apt-get", "apt"], "aur": ["yay", "paru"], "maven": ["mvn", "mvnw"], "ansible": ["ansible-playbook"],
        "make": ["make"], "venv": ["python3"], "nix": ["nix", "nix-env"], "nushell": ["nu"], "powershell": ["pwsh"],
        "gradle": ["gradle"],
    ].merging(
        [
            "npm", "npx", "yarn", "pnpm", "bun", "pipx", "uv", "poetry", "pipenv", "pdm", "dnf", "yum", "brew",
            "port", "pacman", "winget", "scoop", "snap", "flatpak", "apk", "zypper", "cargo", "gem", "composer", "asdf",
            "mise", "docker", "podman", "helm", "kustomize", "vagrant", "terraform", "cmake", "meson", "bazel", "go",
            "guix", "emerge", "pkg", "curl", "wget", "bash", "zsh", "fish", "elvish", "tcsh", "xonsh", "ion",
        ].map { ($0, [$0]) }
    ) { first, _ in first }

    static let options: Set<String> = [
        "option", "method", "alternative", "approach", "variant", "choice", "solution", "way", "possibility",
    ]
    static let ordinals: Set<String> = [
        "one", "two", "three", "four", "five", "i", "ii", "iii", "iv", "first", "second", "third",
    ]

    static let installing: Set<String> = [
        "install", "installing", "installation", "installs", "setup", "build", "building", "compile", "compiling",
        "run", "running", "deploy", "deploying", "deployment", "download", "upgrade", "upgrading", "update",
        "updating", "uninstall", "uninstalling", "getting", "started", "quickstart", "quick", "start", "usage",
        "launch", "develop", "development", "installer",
    ]

    /// Behind one of these a name is what is installed, and not how.
    static let verbs: Set<String> = [
        "install", "installing", "setup", "configure", "configuring", "start", "starting", "stop", "create", "update",
        "upgrade", "updating", "upgrading", "download", "get", "build", "building", "compile", "compiling", "run",
        "running", "setting", "enable", "remove", "uninstall", "uninstalling", "deploy", "publish", "push", "clone",
    ]

    static let prepositions: Set<String> = [
        "with", "via", "using", "use", "through", "from", "by", "on", "for", "in", "under", "without",
    ]

    /// Words that say nothing about which variant it is.
    static let filling: Set<String> = installing.union(prepositions).union([
        "a", "an", "the", "your", "our", "and", "or", "to", "of", "if", "you", "re", "are", "is", "it", "this", "that",
        "can", "do", "does", "have", "has", "need", "want", "prefer", "like", "please", "just", "simply", "then",
        "also",
        "alternatively", "otherwise", "instead", "else", "either", "following", "command", "commands", "execute",
        "type",
        "set", "up", "setting", "guide", "guides", "instructions", "method", "option", "way", "how", "package",
        "packages", "manager", "managers", "user", "users", "system", "systems", "distro", "distros", "distribution",
        "distributions", "based", "derivatives", "derivative", "like", "recommended", "optional", "preferred", "easy",
        "easiest", "latest", "most", "recent", "stable", "lts", "only", "version", "versions", "host", "hosts",
        "platform", "platforms",
        "machine", "machines", "desktop", "server", "environment", "locally", "local", "global", "globally", "x86",
        "x64", "amd64", "arm64", "aarch64", "x86_64", "64", "bit", "32", "intel", "apple", "silicon", "m1", "m2", "and",
        "newer", "later", "above", "higher", "other", "others", "any", "all", "shell", "terminal", "steps", "step",
        "cli", "command", "line", "tool", "e.g", "eg", "s", "ve", "ll",
        "project", "official", "repository", "repositories", "repo", "app", "application",
    ])
}
