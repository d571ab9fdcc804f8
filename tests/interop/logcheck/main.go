// logcheck verifies a log exported by detente with the Go team's implementation of the same formats.
//
// It shares no code with detente. The tree is rebuilt from the entries, never from tiles: tlog.TileHashReader has accepted a forged
// entry with a forged tile (CVE-2026-56865), so it is not used here.
//
//	logcheck LOG PROOFS LOGKEY [COSIGNERKEY...]
//
// LOG is the folder with checkpoint and tile/. PROOFS holds <n>.tlog-proof (inclusion of entry n) and <m>.consistency: the root of
// size m, then the proof from m to the signed size, one base64 hash a line. Prints "ok SIZE INCLUSION CONSISTENCY COSIGNATURES".
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const width = 256

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, "logcheck: "+format+"\n", args...)
	os.Exit(1)
}

func must(err error, where string) {
	if err != nil {
		fail("%s: %v", where, err)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err, "read")
	return data
}

// cosigner verifies cosignature/v1 lines (C2SP tlog-cosignature, type 0x04), which package note does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(text, payload []byte) bool {
	if len(payload) != 8+ed25519.SignatureSize {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(payload), text)
	return ed25519.Verify(c.key, []byte(message), payload[8:])
}

func newCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		fail("cosigner key %q: not name+id+key", vkey)
	}
	blob, err := base64.StdEncoding.DecodeString(parts[2])
	must(err, "cosigner key")
	if len(blob) != 1+ed25519.PublicKeySize || blob[0] != 4 {
		fail("cosigner key %q: not of type 4", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), blob...))
	if hex.EncodeToString(sum[:4]) != parts[1] {
		fail("cosigner key %q: wrong id", vkey)
	}
	return cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), blob[1:]}
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(m)) {
			return nil, fmt.Errorf("hash %d is not stored", x)
		}
		out[i] = m[x]
	}
	return out, nil
}

func number(n int64) string {
	text := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		text = fmt.Sprintf("x%03d/%s", n%1000, text)
	}
	return text
}

func tilePath(level string, n, w int64) string {
	path := "tile/" + level + "/" + number(n)
	if w < width {
		path += ".p/" + strconv.FormatInt(w, 10)
	}
	return path
}

// rebuild reads every entry and returns the stored hashes of the tree above them, and the hash of each record.
func rebuild(folder string, size int64) (memory, []tlog.Hash) {
	var stored memory
	var records []tlog.Hash
	for n := int64(0); n*width < size; n++ {
		w := size - n*width
		if w > width {
			w = width
		}
		path := tilePath("entries", n, w)
		data := read(filepath.Join(folder, path))
		for i := int64(0); i < w; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				fail("%s: cut at entry %d", path, i)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			hash := tlog.RecordHash(data[2:end])
			hashes, err := tlog.StoredHashesForRecordHash(n*width+i, hash, stored)
			must(err, path)
			stored, records, data = append(stored, hashes...), append(records, hash), data[end:]
		}
		if len(data) != 0 {
			fail("%s: %d bytes too many", path, len(data))
		}
	}
	return stored, records
}

func checkTiles(folder string, size int64, stored memory) {
	for level, count := 0, size; count > 0; level, count = level+1, count/width {
		for n := int64(0); n*width < count; n++ {
			w := count - n*width
			if w > width {
				w = width
			}
			path := tilePath(strconv.Itoa(level), n, w)
			want, err := tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: n, W: int(w)}, stored)
			must(err, path)
			if !bytes.Equal(read(filepath.Join(folder, path)), want) {
				fail("%s: not what the entries give", path)
			}
		}
	}
}

func hashes(lines []string, where string) []tlog.Hash {
	var out []tlog.Hash
	for _, line := range lines {
		h, err := tlog.ParseHash(line)
		must(err, where)
		out = append(out, h)
	}
	return out
}

func openTree(data []byte, keys note.Verifiers, where string) (tlog.Tree, string, *note.Note) {
	signed, err := note.Open(data, keys)
	must(err, where)
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 {
		fail("%s: a checkpoint of %d lines", where, len(lines)-1)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, where)
	return tlog.Tree{N: size, Hash: hashes(lines[2:3], where)[0]}, lines[0], signed
}

func stem(path string) int64 {
	base := filepath.Base(path)
	n, err := strconv.ParseInt(base[:strings.Index(base, ".")], 10, 64)
	must(err, path)
	return n
}

func checkInclusion(path string, keys note.Verifiers, records []tlog.Hash) {
	parts := strings.SplitN(string(read(path)), "\n\n", 2)
	if len(parts) != 2 {
		fail("%s: no checkpoint", path)
	}
	lines, n := strings.Split(parts[0], "\n"), stem(path)
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", n) || n >= int64(len(records)) {
		fail("%s: not a proof of entry %d", path, n)
	}
	tree, _, _ := openTree([]byte(parts[1]), keys, path)
	must(tlog.CheckRecord(hashes(lines[2:], path), tree.N, tree.Hash, n, records[n]), path)
}

func checkConsistency(path string, tree tlog.Tree, stored memory) {
	lines, old := strings.Split(strings.TrimSpace(string(read(path))), "\n"), stem(path)
	all := hashes(lines, path)
	root, err := tlog.TreeHash(old, stored)
	must(err, path)
	if root != all[0] {
		fail("%s: another root of size %d", path, old)
	}
	must(tlog.CheckTree(all[1:], tree.N, tree.Hash, old, root), path)
}

func main() {
	if len(os.Args) < 4 {
		fail("usage: logcheck LOG PROOFS LOGKEY [COSIGNERKEY...]")
	}
	folder, proofs := os.Args[1], os.Args[2]
	log, err := note.NewVerifier(os.Args[3])
	must(err, "log key")
	known := []note.Verifier{log}
	for _, vkey := range os.Args[4:] {
		known = append(known, newCosigner(vkey))
	}
	keys := note.VerifierList(known...)
	tree, origin, signed := openTree(read(filepath.Join(folder, "checkpoint")), keys, "checkpoint")
	if origin != log.Name() || signed.Sigs[0].Name != log.Name() {
		fail("checkpoint: of %s, signed first by %s; expected %s", origin, signed.Sigs[0].Name, log.Name())
	}
	stored, records := rebuild(folder, tree.N)
	root, err := tlog.TreeHash(tree.N, stored)
	must(err, "root")
	if root != tree.Hash {
		fail("the entries give another root than the signed one")
	}
	checkTiles(folder, tree.N, stored)
	inclusion, err := filepath.Glob(filepath.Join(proofs, "*.tlog-proof"))
	must(err, proofs)
	for _, path := range inclusion {
		checkInclusion(path, keys, records)
	}
	consistency, err := filepath.Glob(filepath.Join(proofs, "*.consistency"))
	must(err, proofs)
	for _, path := range consistency {
		checkConsistency(path, tree, stored)
	}
	fmt.Println("ok", tree.N, len(inclusion), len(consistency), len(signed.Sigs)-1)
}
