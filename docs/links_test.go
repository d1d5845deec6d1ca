// Package docs_test holds the documents to what they say: their links lead somewhere, their commands run, and what they
// promise about the network is so.
package docs_test

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// root is the top of the tree, seen from this folder.
const root = ".."

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// page is one Markdown file: where its links lead, the anchors of its headings, its blocks of shell commands.
type page struct {
	path    string
	links   []string
	anchors map[string]bool
	shell   []string
}

func readPage(t *testing.T, path string) page {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	p := page{path: path, anchors: map[string]bool{}}
	err = ast.Walk(markdown.Parser().Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.Image:
			p.links = append(p.links, string(n.Destination))
		case *ast.Heading:
			if id, ok := n.AttributeString("id"); ok {
				p.anchors[string(id.([]byte))] = true
			}
		case *ast.FencedCodeBlock:
			if lang := string(n.Language(src)); lang == "sh" || lang == "console" || lang == "bash" {
				var b bytes.Buffer
				for i := range n.Lines().Len() {
					line := n.Lines().At(i)
					b.Write(line.Value(src))
				}
				p.shell = append(p.shell, b.String())
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pages lists the Markdown files that belong to the project, from the top of the tree.
func pages(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("not a git tree: %v", err)
	}
	return strings.Fields(string(out))
}

// TestLinks follows every link between the documents, to its heading too. Links to other machines are not followed:
// nothing here opens a socket.
func TestLinks(t *testing.T) {
	all := pages(t)
	if len(all) < 5 {
		t.Fatalf("only %d documents found", len(all))
	}
	checked := 0
	for _, path := range all {
		p := readPage(t, path)
		for _, link := range p.links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: %q is no link: %v", path, link, err)
				continue
			}
			if u.Scheme != "" || u.Host != "" {
				continue
			}
			checked++
			target := path
			if u.Path != "" {
				target = filepath.Join(filepath.Dir(path), u.Path)
				if strings.HasPrefix(target, "..") {
					t.Errorf("%s: %q leads out of the tree", path, link)
					continue
				}
				if _, err := os.Stat(filepath.Join(root, target)); err != nil {
					t.Errorf("%s: %q leads nowhere", path, link)
					continue
				}
			}
			if u.Fragment != "" && strings.HasSuffix(target, ".md") && !readPage(t, target).anchors[u.Fragment] {
				t.Errorf("%s: %q: no such heading in %s", path, link, target)
			}
		}
	}
	t.Logf("%d links in %d documents", checked, len(all))
}
