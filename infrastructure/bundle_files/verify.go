// Checks an evidence bundle with the note and tlog packages of golang.org/x/mod/sumdb.
//
//	verify DIR VKEY
//
// It reads the checkpoint, every event with its proof, and every earlier checkpoint.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 3 {
		refuse("usage: verify DIR VKEY")
	}
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	demand(err)
	signed := read(dir, "checkpoint")
	size, root := open(signed, verifier)

	leaves, err := filepath.Glob(filepath.Join(dir, "events", "*.leaf"))
	demand(err)
	for _, leaf := range leaves {
		index, hashes := proof(read(strings.TrimSuffix(leaf, ".leaf")+".tlog-proof"), signed)
		if strconv.FormatInt(index+1, 10)+".leaf" != filepath.Base(leaf) {
			refuse("the proof of " + leaf + " is of another event")
		}
		demand(tlog.CheckRecord(hashes, size, root, index, tlog.RecordHash(read(leaf))))
	}
	earlier, err := filepath.Glob(filepath.Join(dir, "earlier", "*.checkpoint"))
	demand(err)
	for _, file := range earlier {
		before, rootBefore := open(read(file), verifier)
		if strconv.FormatInt(before, 10)+".checkpoint" != filepath.Base(file) {
			refuse(file + " is of another size")
		}
		lines := string(read(strings.TrimSuffix(file, ".checkpoint") + ".consistency"))
		demand(tlog.CheckTree(tlog.TreeProof(parsed(lines)), size, root, before, rootBefore))
	}
	fmt.Printf("%d events and %d earlier checkpoints hold under %s at %d\n",
		len(leaves), len(earlier), verifier.Name(), size)
}

// open checks a signed checkpoint and returns its size and root.
func open(signed []byte, verifier note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	demand(err)
	// What was read is written again: the same signature in other letters is refused.
	again, err := note.Sign(opened)
	demand(err)
	lines := strings.Split(opened.Text, "\n")
	if !bytes.Equal(again, signed) || len(lines) != 4 || lines[0] != verifier.Name() {
		refuse("this is no checkpoint of the log")
	}
	return number(lines[1]), parsed(lines[2] + "\n")[0]
}

// proof reads a tlog-proof of the given checkpoint.
func proof(written, signed []byte) (int64, tlog.RecordProof) {
	head, checkpoint, found := strings.Cut(string(written), "\n\n")
	lines := strings.SplitN(head+"\n", "\n", 3)
	if !found || checkpoint != string(signed) || lines[0] != "c2sp.org/tlog-proof@v1" ||
		!strings.HasPrefix(lines[1], "index ") {
		refuse("this is no proof under the checkpoint")
	}
	return number(strings.TrimPrefix(lines[1], "index ")), tlog.RecordProof(parsed(lines[2]))
}

func parsed(lines string) []tlog.Hash {
	hashes := []tlog.Hash{}
	if lines == "" {
		return hashes
	}
	for _, line := range strings.Split(strings.TrimSuffix(lines, "\n"), "\n") {
		hash, err := tlog.ParseHash(line)
		demand(err)
		if hash.String() != line {
			refuse("a hash is not written as it should be")
		}
		hashes = append(hashes, hash)
	}
	if !strings.HasSuffix(lines, "\n") {
		refuse("a line does not end")
	}
	return hashes
}

func number(written string) int64 {
	value, err := strconv.ParseInt(written, 10, 64)
	demand(err)
	if strconv.FormatInt(value, 10) != written {
		refuse("a number is not written as one")
	}
	return value
}

func read(path ...string) []byte {
	content, err := os.ReadFile(filepath.Join(path...))
	demand(err)
	return content
}

func demand(err error) {
	if err != nil {
		refuse(err.Error())
	}
}

func refuse(why string) {
	fmt.Fprintln(os.Stderr, "REFUSED:", why)
	os.Exit(1)
}
