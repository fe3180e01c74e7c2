package beaker

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/setting"
)

// Keys are the keys of the section.
type Keys struct {
	Options
	Prefixed
}

// Validate returns an error for options that make no sense together.
func (k Keys) Validate() error {
	_, err := k.chosen()
	return err
}

// chosen returns the options that count.
func (k Keys) chosen() (Options, error) {
	o, err := choose(k.Options, k.Prefixed)
	if err != nil {
		return Options{}, err
	}
	return o, o.check()
}

// Prefixed are the keys of the section that begin with "session." or
// "beaker.session.", and those of [DEFAULT] that do.
type Prefixed struct {
	// Session are the keys; nil if none begins so.
	Session *Options `paste:"session,global"`
}

// Options are the keys of the section, each of which may begin with "session."
// or "beaker.session.". If one does, those that do not do not count.
type Options struct {
	// Type is where sessions are: cookie, file, memory, ext:memcached or
	// ext:database. Without it that is file if there is a data_dir, else
	// memory.
	Type Type `paste:"type"`
	// Key is the cookie's name.
	Key string `paste:"key,default=beaker.session.id"`
	// Secret signs the ids in cookies. Of several words the first signs and all
	// are good. Types other than cookie want it.
	Secret string `paste:"secret,secret"`
	// ValidateKey signs sessions that are in cookies, and is part of what they
	// are encrypted with. Of several words the first signs and all are good.
	ValidateKey string `paste:"validate_key,secret"`
	// EncryptKey encrypts sessions, where they are kept. Of several words the
	// first encrypts and all are tried.
	EncryptKey string `paste:"encrypt_key,secret"`
	// EncryptNonceBits is how long the random part of the encryption is: 48,
	// for cookies of Beaker before 1.8.
	EncryptNonceBits int `paste:"encrypt_nonce_bits,default=128"`
	// CryptoType is which of Beaker's modules the encryption is like: default,
	// pycrypto or cryptography.
	CryptoType CryptoType `paste:"crypto_type"`
	// DataSerializer is json.
	DataSerializer Serializer `paste:"data_serializer"`

	// Timeout is how long a session is kept that nobody asks for, in seconds.
	// Without it, for ever.
	Timeout time.Duration `paste:"timeout,unit=second"`
	// SaveAccessedTime is whether a session is saved when it was only looked
	// at, which timeout wants.
	SaveAccessedTime bool `paste:"save_accessed_time,default=true"`
	// Auto saves sessions whenever the app has looked at them, as after Save.
	Auto bool `paste:"auto,default=false"`
	// InvalidateCorrupt is whether a session that cannot be read becomes a new
	// one; else the request gets 500.
	InvalidateCorrupt bool `paste:"invalidate_corrupt,default=true"`

	// CookieExpires is when a browser forgets the cookie: true when it is
	// closed, false never, or so many seconds after it was set.
	CookieExpires Expires `paste:"cookie_expires"`
	// CookieDomain is the domain for whose hosts the cookie is; without it, it
	// is for this host only.
	CookieDomain string `paste:"cookie_domain"`
	// CookiePath is the path below which the cookie is sent.
	CookiePath string `paste:"cookie_path,default=/"`
	// Secure has browsers send the cookie by https only.
	Secure bool `paste:"secure,default=false"`
	// HTTPOnly hides the cookie from scripts.
	HTTPOnly bool `paste:"httponly,default=true"`
	// SameSite is whether the cookie is sent along from pages of other sites:
	// Lax, Strict or None. Without it, Lax.
	SameSite http.SameSite `paste:"samesite"`

	// DataDir is the folder for sessions in files. It is made if there is none.
	DataDir string `paste:"data_dir"`
	// URL are the servers of type ext:memcached, with semicolons between them:
	// 127.0.0.1:11211;127.0.0.2:11211.
	URL string `paste:"url"`
	// TableName is the table of ext:database. It is made if there is none.
	TableName string `paste:"table_name,default=beaker_cache"`
	// SchemaName is the schema of the table.
	SchemaName string `paste:"schema_name"`
	// Paramstyle is how the database wants parameters: qmark (?), dollar ($1),
	// numeric (:1) or at (@p1). Without it, that follows from its driver.
	Paramstyle Paramstyle `paste:"paramstyle"`
	// DB is the database of ext:database, a resource. A key is needed only if
	// there are several.
	DB *sql.DB `paste:"db"`

	// EnvironKey is where apps find the session.
	EnvironKey string `paste:"environ_key,default=beaker.session"`

	// LockDir has no effect: files are replaced as a whole, which needs no locks.
	LockDir string `paste:"lock_dir,ignored"`
	// CacheDir has no effect: it is Beaker's cache's.
	CacheDir string `paste:"cache_dir,ignored"`
	// LogFile has no effect: the log is the server's.
	LogFile string `paste:"log_file,ignored"`
	// MemcacheModule has no effect: there is one client, this server's own.
	MemcacheModule string `paste:"memcache_module,ignored"`
	// WebtestVarname has no effect: tests ask over HTTP.
	WebtestVarname string `paste:"webtest_varname,ignored"`
}

// defaults are the options of a section without keys.
func defaults() Options {
	return Options{Key: "beaker.session.id", EncryptNonceBits: 128, SaveAccessedTime: true, InvalidateCorrupt: true, CookiePath: "/",
		HTTPOnly: true, TableName: "beaker_cache", EnvironKey: "beaker.session"}
}

// choose returns the options that count.
func choose(bare Options, beaker Prefixed) (Options, error) {
	if beaker.Session == nil {
		return bare, nil
	}
	o := *beaker.Session
	if o.DB == nil {
		o.DB = bare.DB
	}
	bare.LockDir, bare.CacheDir, bare.LogFile, bare.MemcacheModule, bare.WebtestVarname, bare.DB = "", "", "", "", "", nil
	if bare != defaults() {
		return Options{}, &setting.Error{Is: "has keys with the prefix session., here or in [DEFAULT], and keys without it, which do not count then", Hint: "write all of them with it"}
	}
	return o, nil
}

// check returns an error for options that make no sense together.
func (o Options) check() error {
	if err := errors.Join(o.Type.check(), o.DataSerializer.check()); err != nil {
		return err
	}
	switch {
	case o.Type == Cookie && o.ValidateKey == "":
		return &setting.Error{Key: "type", Is: "type = cookie needs validate_key", Hint: "write some secret random text of 32 characters or more there"}
	case o.Type == File && o.DataDir == "":
		return &setting.Error{Key: "type", Is: "type = file needs data_dir", Hint: "write a folder there, such as %(here)s/sessions"}
	case o.Type == Memcached && o.URL == "":
		return &setting.Error{Key: "type", Is: "type = ext:memcached needs url", Hint: "write url = 127.0.0.1:11211"}
	case o.Type == Database && o.DB == nil:
		return &setting.Error{Key: "type", Is: "type = ext:database needs a resource of type *sql.DB",
			Hint: `write a section [resource:db] with "use = call:database/sql:Open", "driver_name" and "data_source_name", and the driver's package into [pastegen], as "import = modernc.org/sqlite"`}
	case o.Timeout > 0 && !o.SaveAccessedTime:
		return &setting.Error{Key: "timeout", Is: "timeout needs save_accessed_time", Other: "save_accessed_time", Note: "it is off here"}
	case o.EncryptNonceBits <= 0 || o.EncryptNonceBits%8 != 0:
		return &setting.Error{Key: "encrypt_nonce_bits", Is: fmt.Sprintf("encrypt_nonce_bits is a multiple of 8, not %d", o.EncryptNonceBits), Hint: "leave it out for 128"}
	case o.EncryptKey != "" && o.ValidateKey == "":
		return &setting.Error{Key: "encrypt_key", Is: "encrypt_key needs validate_key", Hint: "write some secret random text of 32 characters or more there"}
	case o.URL != "" && o.Type != Memcached:
		return &setting.Error{Key: "url", Is: "url is for type = ext:memcached", Hint: "the database of ext:database is a resource, db"}
	}
	return cookie.CheckName("key", o.Key)
}

// Type is where sessions are.
type Type string

// The types.
const (
	Cookie    Type = "cookie"
	File      Type = "file"
	Memory    Type = "memory"
	Memcached Type = "ext:memcached"
	Database  Type = "ext:database"
)

// UnmarshalText reads a type that is here.
func (t *Type) UnmarshalText(text []byte) error {
	*t = Type(strings.TrimSpace(string(text)))
	return t.check()
}

// check returns an error for a type that is not here, which tells what to use instead.
func (t Type) check() error {
	switch t {
	case "", Cookie, File, Memory, Memcached, Database:
		return nil
	case "dbm":
		return errors.New("type = dbm is Python's: use file")
	case "ext:sqla":
		return errors.New("type = ext:sqla takes objects of SQLAlchemy: use ext:database")
	case "ext:google", "ext:redis", "ext:mongodb":
		return fmt.Errorf("there is no type = %s here: use ext:memcached or ext:database", t)
	}
	return fmt.Errorf("type is cookie, file, memory, ext:memcached or ext:database, not %q", t)
}

// CryptoType is how sessions are encrypted.
type CryptoType string

// The types of encryption.
const (
	Default      CryptoType = "default"
	Pycrypto     CryptoType = "pycrypto"
	Cryptography CryptoType = "cryptography"
)

// Paramstyle is how a statement names its parameters.
type Paramstyle string

// The styles of parameters.
const (
	Qmark   Paramstyle = "qmark"   // ?
	Dollar  Paramstyle = "dollar"  // $1
	Numeric Paramstyle = "numeric" // :1
	At      Paramstyle = "at"      // @p1
)

// Serializer is how sessions are written.
type Serializer string

// JSON is the one serializer of Beaker that is here.
const JSON Serializer = "json"

// UnmarshalText reads a serializer that is here.
func (s *Serializer) UnmarshalText(text []byte) error {
	*s = Serializer(strings.ToLower(strings.TrimSpace(string(text))))
	return s.check()
}

// check returns an error for a serializer that is not here.
func (s Serializer) check() error {
	switch s {
	case "", JSON:
		return nil
	case "pickle":
		return errors.New("only Python can read pickles, and one that a client has made can run any code:" +
			" say data_serializer = json, in Python's file too if sessions are shared")
	}
	return fmt.Errorf("data_serializer is json, not %q", s)
}

// Expires is when a browser forgets a cookie. The zero value is when it is closed.
type Expires struct {
	Never bool
	After time.Duration
}

// UnmarshalText reads a truth value or seconds.
func (e *Expires) UnmarshalText(text []byte) error {
	word := strings.ToLower(strings.TrimSpace(string(text)))
	switch word {
	case "true", "yes", "on", "y", "t", "1":
		*e = Expires{}
		return nil
	case "false", "no", "off", "n", "f", "0":
		*e = Expires{Never: true}
		return nil
	}
	seconds, err := strconv.ParseUint(word, 10, 31)
	if err != nil {
		return fmt.Errorf("cookie_expires is true, false or seconds, not %q", text)
	}
	*e = Expires{After: time.Duration(seconds) * time.Second}
	return nil
}
