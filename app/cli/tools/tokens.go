package tools

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/cli/program"

	"github.com/spf13/cobra"
)

func tokensCommand(p *program.Program) *cobra.Command {
	var raw bool
	cmd := &cobra.Command{
		Use:   "tokens",
		Short: "Shows what the model reads of texts",
		Long: "Reads one JSON string a line from stdin and writes one JSON object a line: the ids, the tokens, and for each the " +
			"bytes [start, end) of the text as typed; special tokens have [0,0]. A lone surrogate (\\ud83d) counts three bytes, as " +
			"the U+FFFD that it is read as; bytes that are not UTF-8 count one each.\n" +
			"Without --raw the pack's own text rules apply (addresses, names, hashtags, emoji) and the text is cut at the tokens " +
			"that the model reads. A line that is no JSON string gets an object with an error, and the exit status is 3.",
		Example: `  echo '"What a #LoveThisDay"' | duotone tokens` + "\n" + `  duotone tokens --raw < strings.jsonl`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTokens(cmd.Context(), p, raw) },
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "plain BERT WordPiece: without the pack's text rules, uncut, [SEP] and the like read as special tokens")
	return cmd
}

// maxLine is the longest line of stdin that is read.
const maxLine = 1 << 28

func runTokens(ctx context.Context, p *program.Program, raw bool) error {
	words, done, err := openWords(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	in, out := bufio.NewReaderSize(p.Stdin, 1<<16), bufio.NewWriterSize(p.Stdout, 1<<16)
	failed := false
	for number := 1; ctx.Err() == nil; number++ {
		line, err := readLine(in)
		if err == io.EOF && len(line) == 0 {
			break
		}
		if err != nil && err != io.EOF {
			return &app.Error{Op: "read stdin", Kind: app.KindFormat, Err: err, Hint: "Each line has to be one JSON string."}
		}
		text, bad := unquote(line)
		if bad != nil {
			failed = true
			writeLineError(out, number, bad)
		} else {
			writeTokens(out, words, text, raw)
		}
		if in.Buffered() == 0 { // somebody may be waiting for the answer
			if err := out.Flush(); err != nil {
				return err
			}
		}
		if err == io.EOF {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if failed {
		return program.ErrRows
	}
	return ctx.Err()
}

// openWords opens only the pack's words where the opener can, so that no runtime is needed.
func openWords(ctx context.Context, p *program.Program) (app.WordReader, func(), error) {
	if o, ok := p.Opener().(app.WordOpener); ok {
		w, err := o.OpenWords(p.Pack)
		return w, func() {}, err
	}
	e, err := p.OpenEngine(ctx)
	if err != nil {
		return nil, nil, err
	}
	w, ok := e.(app.WordReader)
	if !ok {
		_ = e.Close()
		return nil, nil, app.Errorf("show tokens", "", app.KindInternal, "", "this engine does not show them")
	}
	return w, func() { _ = e.Close() }, nil
}

// readLine reads one line without its end.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if err == bufio.ErrBufferFull {
			if len(line) > maxLine {
				return nil, fmt.Errorf("a line is longer than %d bytes", maxLine)
			}
			continue
		}
		return trimLine(line), err
	}
}

func trimLine(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}

// writeTokens writes one object. The three lists are built side by side, as a text may have millions of tokens.
func writeTokens(out *bufio.Writer, words app.WordReader, text string, raw bool) {
	ids, tokens, offsets := []byte(`{"ids":[`), []byte(`"tokens":[`), []byte(`"offsets":[`)
	count := 0
	add := func(t app.Token) bool {
		if count > 0 {
			ids, tokens, offsets = append(ids, ','), append(tokens, ','), append(offsets, ',')
		}
		count++
		ids = strconv.AppendInt(ids, t.ID, 10)
		tokens = append(tokens, quote(t.Text)...)
		offsets = append(strconv.AppendInt(append(offsets, '['), int64(t.Start), 10), ',')
		offsets = append(strconv.AppendInt(offsets, int64(t.End), 10), ']')
		return true
	}
	if raw {
		words.RawTokens(text, add)
	} else {
		for _, t := range words.Tokens(text).Tokens {
			add(t)
		}
	}
	for _, list := range [][]byte{append(ids, "],"...), append(tokens, "],"...), append(offsets, "]}\n"...)} {
		_, _ = out.Write(list) // the writer keeps its error until Flush
	}
}

// quote is a JSON string that leaves <, > and & readable.
func quote(s string) []byte {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can always be encoded
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

func writeLineError(out *bufio.Writer, number int, bad error) {
	line, _ := json.Marshal(map[string]any{"error": map[string]string{
		"kind": string(app.KindFormat), "message": fmt.Sprintf("line %d: %v", number, bad), "hint": "Each line has to be one JSON string."}})
	_, _ = out.Write(append(line, '\n'))
}

// unquote reads a JSON string. Unlike encoding/json it leaves bytes that are not UTF-8 as they are, so that offsets count
// what was typed.
func unquote(line []byte) (string, error) {
	s := strings.Trim(string(line), " \t")
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", errors.New("not a JSON string")
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"':
			return "", errors.New("not one JSON string: it ends before the line does")
		case c < ' ':
			return "", fmt.Errorf("a control character (%#02x) has to be escaped in JSON", c)
		case c != '\\':
			b.WriteByte(c)
			i++
		default:
			n, err := unescape(&b, s[i:])
			if err != nil {
				return "", err
			}
			i += n
		}
	}
	return b.String(), nil
}

// unescape reads the escape that s begins with and returns its length.
func unescape(b *strings.Builder, s string) (int, error) {
	if len(s) < 2 {
		return 0, errors.New("the string ends within an escape")
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		b.WriteByte("\"\\/\b\f\n\r\t"[i])
		return 2, nil
	}
	first, ok := hex4(s)
	if !ok {
		return 0, fmt.Errorf("%.6q is no escape of JSON", s)
	}
	if utf16.IsSurrogate(first) {
		if second, ok := hex4(s[6:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				b.WriteRune(r)
				return 12, nil
			}
		}
		first = utf8.RuneError
	}
	b.WriteRune(first)
	return 6, nil
}

// hex4 reads an escape of JSON: a backslash, a u and four hexadecimal digits.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 32)
	return rune(n), err == nil
}
