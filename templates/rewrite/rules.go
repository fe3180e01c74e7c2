package rewrite

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Rules are tried in their order.
type Rules []Rule

// Rule is a rule for paths that a pattern matches. The zero value is not
// usable: read one with Rules.UnmarshalText.
type Rule struct {
	pattern *regexp.Regexp
	path    string      // what the matched part becomes, as regexp.Expand has it
	query   []parameter // what the query begins with then
}

// parameter is one of a query, unescaped.
type parameter struct{ name, value string }

// UnmarshalText reads rules, one a line: "^/old/(.*)$ -> /new/$1".
func (rules *Rules) UnmarshalText(text []byte) error {
	*rules = nil
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		rule, err := parseRule(line)
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		*rules = append(*rules, rule)
	}
	if len(*rules) == 0 {
		return errors.New(`there is no rule: write one a line, as "^/old/(.*)$ -> /new/$1"`)
	}
	return nil
}

func parseRule(line string) (Rule, error) {
	pattern, replacement, ok := strings.Cut(line, " -> ")
	if !ok {
		return Rule{}, errors.New(`there is no " -> " between a pattern and what stands in its place`)
	}
	compiled, err := regexp.Compile(strings.TrimSpace(pattern))
	if err != nil {
		return Rule{}, err
	}
	replacement = strings.TrimSpace(replacement)
	if err := checkGroups(compiled, replacement); err != nil {
		return Rule{}, err
	}
	path, query, _ := strings.Cut(replacement, "?")
	parameters, err := parseQuery(query)
	return Rule{compiled, path, parameters}, err
}

// checkGroups returns an error if a replacement names a group that the pattern
// does not have: nothing would stand for it.
func checkGroups(pattern *regexp.Regexp, replacement string) error {
	for _, found := range regexp.MustCompile(`\$(?:\$|\{(\w*)\}|(\w*))`).FindAllStringSubmatch(replacement, -1) {
		name := found[1] + found[2]
		if found[0] == "$$" {
			continue
		}
		n, err := strconv.Atoi(name)
		if name != "" && (err == nil && n <= pattern.NumSubexp() || err != nil && slices.Contains(pattern.SubexpNames(), name)) {
			continue
		}
		return fmt.Errorf("the pattern has no group %q: write ${1} if a letter, digit or _ follows, and $$ for a dollar sign", found[0])
	}
	return nil
}

// parseQuery reads a query in which groups may stand for values.
func parseQuery(query string) (parameters []parameter, err error) {
	for item := range strings.SplitSeq(query, "&") {
		if item == "" {
			continue
		}
		name, value, _ := strings.Cut(item, "=")
		p := parameter{}
		if p.name, err = url.QueryUnescape(name); err != nil {
			return nil, err
		}
		if p.value, err = url.QueryUnescape(value); err != nil {
			return nil, err
		}
		parameters = append(parameters, p)
	}
	return parameters, nil
}

// apply returns what a path and a query become; ok is false if no rule is for
// them.
func (rules Rules) apply(path, query string) (newPath, newQuery string, ok bool) {
	for _, rule := range rules {
		if match := rule.pattern.FindStringSubmatchIndex(path); match != nil {
			newPath, newQuery = rule.rewrite(path, query, match)
			return newPath, newQuery, true
		}
	}
	return path, query, false
}

// rewrite replaces the part of a path that matches. A query that the rule has
// goes before that of the request. What the client has written is one value in
// it, whatever is in there.
func (rule Rule) rewrite(path, query string, match []int) (newPath, newQuery string) {
	expand := func(template string) string { return string(rule.pattern.ExpandString(nil, template, path, match)) }
	newPath = path[:match[0]] + expand(rule.path) + path[match[1]:]
	if !strings.HasPrefix(newPath, "/") {
		newPath = "/" + newPath
	}
	var items []string
	for _, p := range rule.query {
		items = append(items, url.QueryEscape(expand(p.name))+"="+url.QueryEscape(expand(p.value)))
	}
	if query != "" {
		items = append(items, query)
	}
	return newPath, strings.Join(items, "&")
}
