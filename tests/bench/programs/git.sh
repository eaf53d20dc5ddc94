# git: status and log --stat over a small history.
# Not the commits: their objects have times in them, and the history is made untraced.
# Hard part: git reads a file again that is as new as its index, since it may have changed in that second; so none is.
needs=git
prepare() {
    git init -q -b main repository
    cd repository
    git config user.name A
    git config user.email a@localhost
    for number in 1 2 3 4 5 6 7 8; do
        seq "$number" $((number * 9)) > "file$((number % 3))"
        day="2020-02-0$number 12:00"
        touch -d "$day" "file$((number % 3))"
        git add .
        GIT_AUTHOR_DATE=$day GIT_COMMITTER_DATE=$day git commit -q -m "change $number"
    done
}
traced() { printf '%s\n' sh -c 'cd repository && git status && git --no-pager log --stat'; }
