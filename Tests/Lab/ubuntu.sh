# For scripts with hosts of Ubuntu 24.04: . "$LAB_TESTS/ubuntu.sh" after host-runbook.sh. The lab's own program makes them, with another base and other sources of packages;
# everything else (ssh, inventory, reboots) is the lab's. The sources are those of the release, without updates, so that versions stay what they are.
ubuntu=$PROV_LAB_CACHE/ubuntu-noble
mirror=http://archive.ubuntu.com/ubuntu

# The keyring is Ubuntu's own package; what it is is known by its digest.
if [ ! -e "$ubuntu/keyring.gpg" ]; then
    mkdir -p "$ubuntu/lists"
    echo "deb [arch=amd64 signed-by=$ubuntu/keyring.gpg] $mirror noble main universe" >"$ubuntu/sources.list"
    curl -sSf -o keyring.deb $mirror/pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb &&
        echo '36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8  keyring.deb' | sha256sum --quiet --check &&
        dpkg-deb --extract keyring.deb keyring && cp keyring/usr/share/keyrings/ubuntu-archive-keyring.gpg "$ubuntu/keyring.gpg"
    rm -rf keyring keyring.deb
fi

# The program's last part is what it was called for; before it comes what differs.
{
    sed '/^action=/,$d' "$LAB_TESTS/../../Sources/ProvCLI/Resources/lab.sh"
    cat <<DIFFERENT
cache=$ubuntu base_packages=\$base_packages,apt
suite() { say noble; }
debian_sources() { cat "$ubuntu/sources.list"; }
apt-get() { command apt-get -o Dir::Etc::SourceList="$ubuntu/sources.list" -o Dir::Etc::SourceParts=- -o Dir::Etc::Preferences=- -o Dir::Etc::PreferencesParts=- -o Dir::State::Lists="$ubuntu/lists" "\$@"; }
DIFFERENT
    sed -n '/^action=/,$p' "$LAB_TESTS/../../Sources/ProvCLI/Resources/lab.sh"
} >ubuntu-lab.sh
ubuntu_lab() { bash ubuntu-lab.sh "$@"; }

# The hosts are made, and can install these packages.
up() {
    # shellcheck disable=SC2086
    ubuntu_lab up $hosts >up.out 2>&1 || cat up.out
    bash -c "$(sed -n '/^apt-get()/p' ubuntu-lab.sh); apt-get update -qq -o APT::Sandbox::User=root" >fetched 2>&1 || cat fetched
    ubuntu_lab packages "$@" >fetched 2>&1 || cat fetched
}
