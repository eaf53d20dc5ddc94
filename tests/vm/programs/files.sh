# Programs that work on files one after the other: copies, links, archives, searches.
cp /bin/busybox program
ln -s program link
ln program second
mkdir -p a/b/c
mv second a/b
tar -cf all.tar program link a
mkdir out
tar -xf all.tar -C out
ls -lR out
grep -c busybox program
sed -n 1p /etc/passwd
awk -F: '{ print $1 }' /etc/passwd
chmod 600 program
touch -d 2001-02-03 program
rm -r out a
df .
