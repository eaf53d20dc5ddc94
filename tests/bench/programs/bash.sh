# bash: a script with pipelines, subshells, functions, here-documents, redirections, traps, jobs and reads.
# Not an interactive shell: that needs a terminal.
# Hard part: jobs in parallel, whose ends arrive in any order; each is waited for by itself.
needs='bash sort tr wc'
prepare() {
    cat > script.bash <<'END'
total=0
for number in {1..20}; do (( total += number )); done
echo "total $total" > out.txt
double() { local x=$1; echo $(( x * 2 )); }
for number in 1 2 3; do echo "$(double "$number")" >> out.txt; done
printf '%s\n' pear apple fig | sort | tr a-z A-Z > sorted.txt
while IFS= read -r line; do names+=("$line"); done < sorted.txt
cat <<TEXT | wc -l >> out.txt
${names[*]}
second line
TEXT
trap 'echo caught >> out.txt' USR1
kill -USR1 $$
( exit 7 ); echo "status $?" >> out.txt
sleep 0.02 & first=$!
wait "$first"; echo "waited $?" >> out.txt
[[ -d /usr/share && ! -e nowhere ]] && echo there >> out.txt
cd / && pwd > /dev/null
type ls nosuchcommand > /dev/null 2>&1
exec 5< /etc/passwd; read -r -u 5 line; exec 5<&-
test "$line" && /bin/true
nosuchcommand 2> /dev/null
sleep 10 & kill -TERM $!; wait $!
exit 3
END
}
traced() { printf '%s\n' bash script.bash; }
