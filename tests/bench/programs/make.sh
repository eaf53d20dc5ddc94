# make: a small tree of targets with recipes, variables, includes and a pattern rule, two jobs at a time.
# Not a compiler's work: gcc has its own comparison.
# Hard part: jobs in parallel end in any order, which two runs of strace show too.
needs='make cp cat'
prepare() {
    cat > Makefile <<'END'
include settings.mk
all: result
result: $(PARTS:=.out)
	cat $^ > $@
%.out: %.in
	@echo making $@; cp $< $@
clean: ; rm -f *.out result
.PHONY: all clean
END
    echo 'PARTS := one two three four' > settings.mk
    for part in one two three four; do echo "$part" > "$part.in"; done
    touch -d '2020-02-02 02:02:02 UTC' Makefile settings.mk ./*.in
}
traced() { printf '%s\n' make -j2; }
