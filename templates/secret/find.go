package secret

import "strings"

// urls finds the secrets in what stands between "://" and "@". It ends at the
// last "@" of the host, as for Python and Go; where none is there, but a ":"
// that no port follows, the password has a "/", "?" or "#" in it, which many
// programs take.
func urls(text string) []Range {
	var found []Range
	for at := 0; ; {
		i := strings.Index(text[at:], "://")
		if i < 0 {
			return found
		}
		scheme := word(text[:at+i], isScheme)
		before := text[:at+i-len(scheme)]
		at += i + len("://")
		if scheme == "" {
			continue
		}
		rest := text[at:]
		if next := strings.Index(rest, "://"); next >= 0 {
			rest = rest[:next-len(word(rest[:next], isScheme))]
		}
		if end := strings.IndexFunc(rest, func(r rune) bool { return endsURL(r, before) }); end >= 0 {
			rest = rest[:end]
		}
		if r, ok := user(rest); ok {
			found = append(found, Range{at + r.Start, at + r.End})
		}
	}
}

// endsURL reports whether a character ends a URL in front of which that stands:
// white space, and the quote that matches one there.
func endsURL(r rune, before string) bool {
	if r == ' ' || !endsToken(r) {
		return r == ' '
	}
	closes := strings.HasSuffix(before, string(r)) || r == '>' && strings.HasSuffix(before, "<")
	return closes || strings.ContainsRune("\t\n\r\v\f", r)
}

// user finds the secret in what follows "://".
func user(rest string) (Range, bool) {
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	at := strings.LastIndexByte(host, '@')
	if _, after, hasColon := strings.Cut(host, ":"); at < 0 && hasColon && !isPort(after) && !strings.HasPrefix(host, "[") {
		at = strings.LastIndexByte(rest, '@')
	}
	if at <= 0 {
		return Range{}, false
	}
	if name, _, ok := strings.Cut(rest[:at], ":"); ok {
		return Range{len(name) + 1, at}, true
	}
	return Range{0, at}, rest[:at] != "git" // the user of all who fetch by SSH
}

// dataSources finds the passwords in words such as
// "user:password@tcp(host:3306)/db", as Go's driver for MySQL has them,
// ":password@host", and "user/password@host/service", as Oracle has them.
func dataSources(text string) []Range {
	var found []Range
	for at, w := range tokens(text) {
		host := strings.LastIndexByte(w, '@')
		if host < 0 || strings.Contains(w, "://") {
			continue
		}
		before := w[:host]
		if eq := strings.LastIndexByte(before, '='); eq >= 0 && !strings.Contains(before[:eq], ":") { // dsn=user:...
			at, before = at+eq+1, before[eq+1:]
		}
		name, password, ok := strings.Cut(before, ":")
		switch {
		case name == "" && strings.Contains(password, ":"): // a CVS root, ":pserver:anonymous@host"
			continue
		case ok && !strings.ContainsAny(name, "/@") && !isNoUser(name):
		case !ok && isService(w[host+1:]):
			if name, _, ok = strings.Cut(before, "/"); !ok || name == "" || strings.Contains(before[len(name)+1:], "/") {
				continue
			}
		default:
			continue
		}
		found = append(found, Range{at + len(name) + 1, at + len(before)})
	}
	return found
}

// isNoUser reports whether what stands in front of ":" is not a user's name,
// but says that an address of people follows, or a reference of Paste's.
func isNoUser(name string) bool {
	switch strings.ToLower(name) {
	case "mailto", "sip", "sips", "xmpp", "acct", "mid", "cid", "from", "to", "cc", "bcc", "reply-to", "call", "egg", "config":
		return true
	}
	return false
}

// isService reports whether a text is an Oracle service: host:1521/name or
// //host/name.
func isService(text string) bool {
	host, name, ok := strings.Cut(strings.TrimPrefix(text, "//"), "/")
	return ok && host != "" && name != "" && strings.IndexFunc(host, func(r rune) bool { return !isNamed(r) && r != ':' }) < 0
}

// pairs finds the values of "name=value", quoted or not.
func pairs(text string) []Range {
	var found []Range
	for i := 0; i < len(text); i++ {
		if text[i] != '=' {
			continue
		}
		name := word(strings.TrimRight(text[:i], " \t"), isNamed)
		start := i + 1 + spaces(text[i+1:])
		if !Name(name) && !isSigned(text, i, name) || strings.HasPrefix(text[start:], "=") {
			continue
		}
		r := value(text, start)
		found = append(found, r)
		i = max(i, r.End-1)
	}
	return found
}

// isSigned reports whether the name in front of the "=" at i is that of the
// signature of a URL, with which everybody gets what it leads to.
func isSigned(text string, i int, name string) bool {
	before := i - len(name) - 1
	if before < 0 || text[before] != '?' && text[before] != '&' {
		return false
	}
	switch strings.ToLower(name) {
	case "sig", "signature", "x-amz-signature", "x-goog-signature":
		return true
	}
	return false
}

// value is the value that starts at a place: up to its closing quote, to white
// space, or to the separator in front of the next name.
func value(text string, start int) Range {
	rest := text[start:]
	if r, ok := quoted(rest); ok {
		return Range{start + r.Start, start + r.End}
	}
	end := len(rest)
	if i := strings.IndexFunc(rest, endsToken); i >= 0 {
		end = i
	}
	for i := range end {
		if strings.IndexByte("&;,", rest[i]) < 0 {
			continue
		}
		after := strings.TrimLeft(rest[i+1:], " ")
		name, _, ok := strings.Cut(after, "=")
		if after == "" || ok && name != "" && word(name, isNamed) == name {
			end = i
			break
		}
	}
	return Range{start, start + end}
}

// quoted returns what stands between the quotes with which a text starts.
func quoted(text string) (Range, bool) {
	if text == "" || strings.IndexByte("\"'`{", text[0]) < 0 {
		return Range{}, false
	}
	end := text[0]
	if end == '{' {
		end = '}'
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case end:
			return Range{1, i}, true
		}
	}
	return Range{1, len(text)}, true
}

// quotedPairs finds the values of {"name": "value"}.
func quotedPairs(text string) []Range {
	var found []Range
	for i := 0; i < len(text); i++ {
		if text[i] != ':' {
			continue
		}
		before := strings.TrimRight(text[:i], " \t")
		if before == "" || before[len(before)-1] != '"' && before[len(before)-1] != '\'' {
			continue
		}
		if !Name(word(before[:len(before)-1], isNamed)) {
			continue
		}
		start := i + 1 + spaces(text[i+1:])
		if r, ok := quoted(text[start:]); ok && text[start] != '{' {
			found = append(found, Range{start + r.Start, start + r.End})
			i = start + r.End - 1
		} else if end := strings.IndexAny(text[start:], ",}]\n"); end >= 0 && text[start] != '{' && text[start] != '[' {
			found = append(found, Range{start, start + end})
		}
	}
	return found
}

// fields finds what follows the names of header fields.
func fields(text string) []Range {
	return following(text, []string{
		"authorization:", "proxy-authorization:", "cookie:", "set-cookie:", "api-key:", "x-api-key:", "x-auth-token:", "x-vault-token:",
		"x-access-token:", "private-token:", "x-amz-security-token:",
	}, func(rest string) int {
		if n := strings.IndexAny(rest, "\n\""); n >= 0 {
			return n
		}
		return len(rest)
	})
}

// schemes finds what follows the words for how a request says who it is from.
func schemes(text string) []Range {
	return following(text, []string{"bearer ", "basic "}, func(rest string) int {
		end := len(rest)
		if n := strings.IndexFunc(rest, endsToken); n >= 0 {
			end = n
		}
		return end
	})
}

// following finds what follows words; of its text, length says how long it is.
func following(text string, words []string, length func(rest string) int) []Range {
	var found []Range
	for _, name := range words {
		for at := 0; ; {
			i := indexFold(text[at:], name)
			if i < 0 {
				break
			}
			begins := at+i == 0 || !isNamed(rune(text[at+i-1]))
			at += i + len(name)
			start := at + spaces(text[at:])
			end := start + length(text[start:])
			isField := strings.HasSuffix(name, ":")
			if begins && (isField || isToken(text[start:end], name == "bearer ")) {
				found = append(found, Range{start, end})
				at = end
			}
		}
	}
	return found
}

// indexFold is strings.Index for a word in small letters that may be written in
// capitals.
func indexFold(text, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i]|0x20 == word[0] && strings.EqualFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// isToken reports whether a word behind "Bearer" or "Basic" is too odd for one of a language. Behind the latter it is in
// base64.
func isToken(w string, bearer bool) bool {
	isBase64 := strings.IndexFunc(w, func(r rune) bool { return !isNamed(r) && r != '+' && r != '/' && r != '=' }) < 0
	return len(w) >= 8 && strings.ContainsAny(w, "0123456789+/=") && (bearer || isBase64 && len(w)%4 == 0 && !strings.Contains(w, "."))
}

// keyTokens finds what tells by its beginning that it is a token of GitHub's or
// a key of Stripe's.
func keyTokens(text string) []Range {
	return beginning(text, "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "sk_live_", "sk_test_", "rk_live_", "whsec_",
		"npm_", "hf_", "shpat_", "dop_v1_", "dckr_pat_", "glsa_", "xoxe.xoxp-")
}

// dotTokens finds tokens of Google, Vault and SendGrid.
func dotTokens(text string) []Range { return beginning(text, "ya29.", "hvs.", "hvb.", "SG.") }

// googleKeys finds keys of Google's.
func googleKeys(text string) []Range { return beginning(text, "AIza") }

// hashes finds hashes of passwords as htpasswd files, crypt and LDAP have them:
// what follows the method's name.
func hashes(text string) []Range {
	var found []Range
	for at, w := range tokens(text) {
		for _, method := range []string{
			"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$apr1$", "$argon2i$", "$argon2id$", "$scrypt$", "$pbkdf2", "{SHA}", "{SSHA}",
			"{SHA256}", "{SSHA256}", "{SSHA512}", "{CRYPT}",
		} {
			if i := strings.Index(w, method); i >= 0 && len(w) > i+len(method)+8 && (i == 0 || w[i-1] == ':' || w[i-1] == '=') {
				found = append(found, Range{at + i + len(method), at + len(w)})
				break
			}
		}
	}
	return found
}

// webhooks finds the ends of URLs to which whoever has them may write.
func webhooks(text string) []Range {
	var found []Range
	for at, w := range tokens(text) {
		for _, place := range []string{"://hooks.slack.com/services/", "://discord.com/api/webhooks/", "://discordapp.com/api/webhooks/", "://api.telegram.org/bot"} {
			if i := strings.Index(w, place); i >= 0 && len(w) > i+len(place) {
				found = append(found, Range{at + i + len(place), at + len(w)})
			}
		}
	}
	return found
}

// dashTokens finds the tokens of GitLab, Slack and others with "-" in them.
func dashTokens(text string) []Range {
	return beginning(text, "glpat-", "xoxb-", "xoxp-", "xoxa-", "xapp-", "sk-ant-", "sk-proj-", "pypi-AgEI", "GOCSPX-")
}

// beginning finds long words that begin so.
func beginning(text string, beginnings ...string) []Range {
	var found []Range
	for at, w := range tokens(text) {
		for _, beginning := range beginnings {
			if strings.HasPrefix(w, beginning) && len(w) > len(beginning)+8 {
				found = append(found, Range{at, at + len(w)})
			}
		}
	}
	return found
}

// webTokens finds JSON Web Tokens.
func webTokens(text string) []Range {
	var found []Range
	for at, w := range tokens(text) {
		if strings.HasPrefix(w, "eyJ") && strings.Count(w, ".") == 2 {
			found = append(found, Range{at, at + len(w)})
		}
	}
	return found
}

// privateKeys finds private keys in PEM.
func privateKeys(text string) []Range {
	var found []Range
	const begin, end = "-----BEGIN ", "-----END "
	for at := 0; ; {
		i := strings.Index(text[at:], begin)
		if i < 0 {
			return found
		}
		start := at + i
		at = start + len(begin)
		heading, _, _ := strings.Cut(text[at:], "-----")
		if !strings.HasSuffix(heading, "PRIVATE KEY") {
			continue
		}
		stop := len(text)
		if i := strings.Index(text[at:], end); i >= 0 {
			stop = at + i
		}
		found = append(found, Range{min(at+len(heading)+len("-----"), stop), stop})
		at = stop
	}
}

// tokens returns the words of a text with their places.
func tokens(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		start := -1
		for i, r := range text + " " {
			switch ends := endsToken(r); {
			case !ends && start < 0:
				start = i
			case ends && start >= 0:
				if !yield(start, text[start:i]) {
					return
				}
				start = -1
			}
		}
	}
}

// word returns the end of a text that consists of such characters.
func word(text string, is func(rune) bool) string {
	return text[len(strings.TrimRightFunc(text, is)):]
}

// spaces returns how many blanks a text starts with.
func spaces(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }

func isPort(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func isScheme(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '-' || r == '.'
}

func isNamed(r rune) bool { return isScheme(r) && r != '+' || r == '_' }

// endsToken reports whether a character ends a URL or a token in running text.
func endsToken(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', '"', '\'', '<', '>', '`':
		return true
	}
	return false
}
