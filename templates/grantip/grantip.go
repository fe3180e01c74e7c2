// Package grantip gives users and roles by the address that a request comes from:
//
//	[filter:grant]
//	use = egg:Paste#grantip
//	# everyone in 192.168.0.* is an editor, without a name
//	192.168.0.0/24 = -:editor
//	# one has a name and two more roles
//	192.168.0.7 = joe:admin,system
//	# one is not logged in, and no editor
//	192.168.0.10 = __remove__:-editor
//	# the first colon of a line ends the key, so that an address of IPv6 has to be in the value; the key is any name
//	ipv6.localhost = ::1 -:system
//
// A key is an address, a network (10.0.0.0/8, 10/8, 10.0.0.0/255.0.0.0), the
// beginning of one (192.168), a range (10.0.0.1<->10.0.0.9, 10.0.0.1<->9) or
// the name of a host, which is looked up at start. A value is a user and roles,
// either of which may be "-" for none. A role with a minus is taken away.
//
// Apps find the user as REMOTE_USER and the roles, with commas between them, as
// REMOTE_USER_TOKENS in the request's context. Behind a proxy all requests come
// from its address: put a filter before this one that knows the proxy
// (PasteDeploy#prefix with trusted_proxy).
//
// # Differences
//
// Paste takes the first two characters of the value for user and role; this
// does as it documents. Where several keys with a user fit an address, the one
// with the fewest addresses counts, and not the first or last one in the file.
// Roles are looked at whichever key comes last. There is IPv6, also for clients
// with an address of IPv4 in it.
//
//paste:group auth
package grantip

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// ClobberUsername lets a user given here replace one who is known already.
	ClobberUsername bool `paste:"clobber_username,default=false"`
	// IPv6 are grants whose value begins with the address, network or range:
	// ipv6.office = 2001:db8::/32 -:staff.
	IPv6 map[string]string `paste:"ipv6"`
	// Grants are all other keys, address = user:role,role.
	Grants map[string]string `paste:",remain"`
}

// New returns a filter that gives users and roles by the client's address.
//
//paste:filter_factory grantip
//paste:stands_for egg:Paste#grantip paste.auth.grantip:make_grantip
func New(ctx context.Context, o Options) (func(http.Handler) http.Handler, error) {
	rules, err := o.rules(ctx)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if addr, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
				r = rules.apply(r, addr.Addr().Unmap().WithZone(""), o.ClobberUsername)
			}
			next.ServeHTTP(w, r)
		})
	}, nil
}

// rules returns the rules of both kinds of keys, those with the fewest
// addresses first.
func (o Options) rules(ctx context.Context) (rules, error) {
	var all rules
	add := func(key, where, what string) error {
		span, err := parseRange(ctx, where)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		r := makeRule(span, what)
		if r.user == "" && len(r.roles) == 0 {
			return fmt.Errorf("%s = %s gives neither a user nor a role", key, what)
		}
		all = append(all, r)
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(o.Grants)) {
		if err := add(key, key, o.Grants[key]); err != nil {
			return nil, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(o.IPv6)) {
		where, what, _ := strings.Cut(strings.TrimSpace(o.IPv6[key]), " ")
		if err := add("ipv6."+key, where, what); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b rule) int {
		sizeA, sizeB := a.size(), b.size()
		return bytes.Compare(sizeA[:], sizeB[:])
	})
	return all, nil
}

// rule is what requests from some addresses are given.
type rule struct {
	span
	user  string
	roles []string
}

// remove is the user that removes the one there is.
const remove = "__remove__"

func makeRule(s span, value string) rule {
	user, roles, _ := strings.Cut(strings.TrimSpace(value), ":")
	r := rule{span: s, user: strings.TrimSpace(user)}
	if r.user == "-" {
		r.user = ""
	}
	for role := range strings.SplitSeq(roles, ",") {
		if role = strings.TrimSpace(role); role != "" && role != "-" {
			r.roles = append(r.roles, role)
		}
	}
	return r
}

type rules []rule

// apply returns the request with what the rules say of its address.
func (all rules) apply(r *http.Request, addr netip.Addr, clobber bool) *http.Request {
	user, removed := "", false
	var roles []string
	for _, rule := range all {
		if !rule.contains(addr) {
			continue
		}
		roles = append(roles, rule.roles...)
		if rule.user == remove {
			removed = true
		} else if user == "" {
			user = rule.user
		}
	}
	ctx := r.Context()
	known := auth.User(r) != ""
	switch {
	case removed && (known || user != ""):
		ctx = values.With(ctx, "REMOTE_USER", "")
	case user != "" && (clobber || !known):
		ctx = values.With(ctx, "REMOTE_USER", user)
	}
	if len(roles) > 0 {
		ctx = values.With(ctx, "REMOTE_USER_TOKENS", grant(auth.Value(r, "REMOTE_USER_TOKENS"), roles))
	}
	if ctx == r.Context() {
		return r
	}
	return r.WithContext(ctx)
}

// grant returns the roles there are and those given, without those taken away.
func grant(tokens string, roles []string) string {
	var all []string
	for _, role := range append(strings.Split(tokens, ","), roles...) {
		if role != "" && !strings.HasPrefix(role, "-") && !slices.Contains(all, role) {
			all = append(all, role)
		}
	}
	all = slices.DeleteFunc(all, func(role string) bool { return slices.Contains(roles, "-"+role) })
	return strings.Join(all, ",")
}
