# gcc: two files are compiled and linked, and the program is run.
# Not optimised: the compiler's own calls are memory alone.
# Hard part: the names of temporary files are random; two runs of strace differ too.
needs='gcc'
prepare() {
    printf '#include <stdio.h>\nint twice(int);\nint main(void) { printf("%%d\\n", twice(21)); return 0; }\n' > main.c
    printf 'int twice(int x) { return 2 * x; }\n' > twice.c
    touch -d '2020-02-02 02:02:02 UTC' main.c twice.c
}
traced() { printf '%s\n' sh -c 'gcc -o program main.c twice.c && ./program'; }
