# A small tree of files with old times, for the programs that walk one: `. tree.sh`, then make_tree.
# Not random: the same names, sizes and times each time.
# Hard part: none.
make_tree() {
    mkdir -p tree/src/deep/deeper tree/doc tree/empty
    for number in 1 2 3 4 5 6 7 8 9 10; do
        seq "$number" $((number * 40)) > "tree/src/file$number.c"
        printf 'chapter %s\nneedle %s\n' "$number" "$number" > "tree/doc/chapter$number.txt"
    done
    seq 1 30000 > tree/src/deep/long.txt
    printf 'a needle in the deep\n' > tree/src/deep/deeper/needle.txt
    ln -s ../doc/chapter1.txt tree/src/link
    ln -s nowhere tree/src/broken
    chmod 600 tree/doc/chapter2.txt
    find tree -exec touch -h -d '2020-02-02 02:02:02 UTC' {} +
}
