# application.sh; sourced on a host of the lab that has git: a repository /srv/git/app.git, which everybody may read, and its work tree.
set -eu
export GIT_AUTHOR_NAME=dev GIT_AUTHOR_EMAIL=dev@example.test GIT_COMMITTER_NAME=dev GIT_COMMITTER_EMAIL=dev@example.test
if [ ! -d /srv/git/app.git ]; then
    git init --quiet --bare --initial-branch main /srv/git/app.git
    git clone --quiet /srv/git/app.git /srv/app 2>/dev/null
    systemd-run --quiet --unit=git-daemon git daemon --export-all --base-path=/srv/git
    mkdir /srv/app/site
    cat >/srv/app/Containerfile <<'CONTAINERFILE'
FROM localhost/base:12
COPY site /site
COPY REVISION /site/healthz
# A program with process number 1 that is not prepared for it hears no other signal.
STOPSIGNAL SIGKILL
CMD exec httpd -f -p 127.0.0.1:$PORT -h /site
CONTAINERFILE
fi
cd /srv/app
# push MESSAGE: commits what is there, and prints the commit.
push() {
    git add --all
    git commit --quiet --allow-empty --message "$1"
    git push --quiet origin HEAD:main
    git rev-parse HEAD
}
