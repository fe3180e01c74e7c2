package pylogging

import (
	"strconv"
	"strings"
)

// Name is a name in args, which stands for something in Python: sys.stderr.
type Name string

// literalError is of what is no literal.
type literalError struct{}

func (literalError) Error() string { return "no literal" }

// parseLiteral reads literals of Python: texts, numbers, True, False, None,
// names, tuples, lists and dicts. Nothing is nil.
func parseLiteral(text string) (any, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	value, rest, err := literal(text, 0)
	if err == nil && strings.TrimSpace(rest) != "" {
		err = literalError{}
	}
	return value, err
}

// maxDepth keeps brackets from filling the stack.
const maxDepth = 20

func literal(text string, depth int) (value any, rest string, err error) {
	text = strings.TrimLeft(text, " \t\n")
	switch {
	case text == "" || depth > maxDepth:
		return nil, "", literalError{}
	case text[0] == '(':
		return sequence(text[1:], ')', depth)
	case text[0] == '[':
		return sequence(text[1:], ']', depth)
	case text[0] == '{':
		return dict(text[1:], depth)
	}
	if value, rest, ok, err := adjacent(text); ok {
		return value, rest, err
	}
	end := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,:)]}", r) })
	if end < 0 {
		end = len(text)
	}
	if end == 0 {
		return nil, "", literalError{}
	}
	value, err = word(text[:end])
	return value, text[end:], err
}

// word reads a number or a name.
func word(text string) (any, error) {
	if n, err := strconv.Atoi(strings.ReplaceAll(text, "_", "")); err == nil {
		return n, nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return f, nil
	}
	switch text {
	case "True":
		return true, nil
	case "False":
		return false, nil
	case "None":
		return nil, nil
	}
	if strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != "" {
		return nil, literalError{}
	}
	return Name(text), nil
}

// adjacent reads texts that stand side by side, which are one; ok is false if
// there is none.
func adjacent(text string) (value any, rest string, ok bool, err error) {
	whole := ""
	for rest = text; ; {
		prefix := len(rest) - len(strings.TrimLeft(rest, "rRuUbB"))
		if prefix > 1 || prefix == len(rest) || rest[prefix] != '\'' && rest[prefix] != '"' {
			break
		}
		part, after, err := quoted(rest[prefix+1:], rest[prefix], strings.ContainsAny(rest[:prefix], "rR"))
		if err != nil {
			return nil, "", true, err
		}
		whole += part
		rest, ok = strings.TrimLeft(after, " \t\n"), true
	}
	return whole, rest, ok, nil
}

// quoted reads a text up to its end.
func quoted(text string, quote byte, raw bool) (string, string, error) {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == quote:
			return out.String(), text[i+1:], nil
		case c == '\\' && i+1 < len(text) && raw:
			out.WriteString(text[i : i+2])
			i++
		case c == '\\' && i+1 < len(text):
			i++
			if at := strings.IndexByte(`ntr\'"`, text[i]); at >= 0 {
				out.WriteByte("\n\t\r\\'\""[at])
			} else {
				out.WriteString(text[i-1 : i+1])
			}
		default:
			out.WriteByte(c)
		}
	}
	return "", "", literalError{}
}

// sequence reads the items of a tuple or a list.
func sequence(text string, end byte, depth int) (any, string, error) {
	items := []any{}
	for {
		text = strings.TrimLeft(text, " \t\n")
		if text != "" && text[0] == end {
			return items, text[1:], nil
		}
		item, rest, err := literal(text, depth+1)
		if err != nil {
			return nil, "", err
		}
		items = append(items, item)
		text = strings.TrimLeft(rest, " \t\n")
		if after, ok := strings.CutPrefix(text, ","); ok {
			text = after
		} else if text == "" || text[0] != end {
			return nil, "", literalError{}
		}
	}
}

// dict reads a dict whose keys are texts.
func dict(text string, depth int) (any, string, error) {
	items := map[string]any{}
	for {
		text = strings.TrimLeft(text, " \t\n")
		if rest, ok := strings.CutPrefix(text, "}"); ok {
			return items, rest, nil
		}
		key, rest, err := literal(text, depth+1)
		name, isText := key.(string)
		rest, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t\n"), ":")
		if err != nil || !isText || !ok {
			return nil, "", literalError{}
		}
		if items[name], rest, err = literal(rest, depth+1); err != nil {
			return nil, "", err
		}
		text = strings.TrimLeft(rest, " \t\n")
		if after, ok := strings.CutPrefix(text, ","); ok {
			text = after
		} else if !strings.HasPrefix(text, "}") {
			return nil, "", literalError{}
		}
	}
}
