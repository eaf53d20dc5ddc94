# perl: files, a sort, a pipe from a command, a fork, a signal and a select.
# Not a network.
# Hard part: none.
needs=perl
prepare() {
    cat > program.pl <<'END'
use strict;
use warnings;
use POSIX ();
open(my $out, '>', 'out.txt') or die;
print $out "$_\n" for sort { $b <=> $a } map { $_ * $_ } 1 .. 50;
close $out;
open(my $in, '<', 'out.txt') or die;
my $count = grep { /9$/ } <$in>;
close $in;
print "$count\n", `echo from a shell`;
local $SIG{ALRM} = sub { print "alarm\n" };
kill 'ALRM', $$;
my $child = fork() // die;
if ($child == 0) { POSIX::_exit(5) }
waitpid($child, 0);
print $? >> 8, "\n";
select(undef, undef, undef, 0.01);
stat 'out.txt' or die;
rename 'out.txt', 'renamed.txt';
mkdir 'folder';
rmdir 'folder';
unlink 'renamed.txt';
print join(' ', (POSIX::uname())[0]), "\n";
END
}
traced() { printf '%s\n' perl program.pl; }
