package source

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Members are an object's names and values in order; of a name that comes twice the last value counts, in the first place.
func Members(object json.RawMessage) (names []string, values []json.RawMessage) {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, nil
	}
	at := map[string]int{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return names, values
		}
		name, _ := t.(string)
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return names, values
		}
		if i, ok := at[name]; ok {
			values[i] = v
			continue
		}
		at[name] = len(names)
		names, values = append(names, name), append(values, v)
	}
	return names, values
}

// Lookup finds a member by its exact name, else by a path with dots.
func Lookup(object json.RawMessage, name string) (Value, bool) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(object, &m); err != nil {
		return Value{}, false
	}
	if raw, ok := m[name]; ok {
		return JSONValue(raw), true
	}
	if head, rest, ok := strings.Cut(name, "."); ok {
		if raw, ok := m[head]; ok {
			return Lookup(raw, rest)
		}
	}
	return Value{}, false
}

// AppendString appends a JSON string. Signs that HTML knows stay readable.
func AppendString(dst []byte, s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil { // a string can always be encoded
		panic(err)
	}
	return append(dst, bytes.TrimRight(b.Bytes(), "\n")...)
}
