package beaker

import (
	"bytes"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/pastegen/pastegen/templates/sessions"
)

// sign returns a text with its signature before it, as Beaker signs cookies:
// HMAC-SHA1 in hexadecimal digits.
func sign(secret, text string) string {
	h := hmac.New(sha1.New, []byte(secret))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil)) + text
}

// unsign returns a text without its signature, and which of the secrets has
// signed it; -1 if none has.
func unsign(secrets []string, signed string) (text string, secret int) {
	const size = 2 * sha1.Size
	if len(signed) > size {
		for i, secret := range secrets {
			if hmac.Equal([]byte(sign(secret, signed[size:])), []byte(signed)) {
				return signed[size:], i
			}
		}
	}
	return "", -1
}

// sealer writes sessions as Beaker does with data_serializer = json, and reads
// them.
type sealer struct {
	encryptKeys []string // the first one encrypts; without any nothing is encrypted
	nonceSize   int      // bytes
	gcm         bool     // crypto_type = cryptography
}

// maxSize is how long a session may be when it is unpacked.
const maxSize = 4 << 20

// seal returns a session as text: compressed JSON, encrypted with a key that is
// made of both keys and a random nonce.
func (s sealer) seal(values map[string]any, validateKey string) (string, error) {
	data, err := sessions.Encode(values)
	if err != nil {
		return "", err
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // a buffer takes all
	_ = z.Close()
	if len(s.encryptKeys) == 0 {
		return base64.StdEncoding.EncodeToString(packed.Bytes()), nil
	}
	raw := make([]byte, s.nonceSize)
	_, _ = rand.Read(raw) // never fails
	nonce := base64.StdEncoding.EncodeToString(raw)
	block, err := blockOf(s.encryptKeys[0], validateKey+nonce)
	if err != nil {
		return "", err
	}
	encrypted, err := s.encrypt(block, packed.Bytes())
	return nonce + base64.StdEncoding.EncodeToString(encrypted), err
}

// open reads what seal has made.
func (s sealer) open(text, validateKey string) (map[string]any, error) {
	if len(s.encryptKeys) == 0 {
		return unpack(text)
	}
	nonceLen := base64.StdEncoding.EncodedLen(s.nonceSize)
	if len(text) < nonceLen {
		return nil, errors.New("it is too short")
	}
	nonce := text[:nonceLen]
	data, err := base64.StdEncoding.DecodeString(text[nonceLen:])
	if err != nil {
		return nil, err
	}
	for _, key := range s.encryptKeys {
		block, err := blockOf(key, validateKey+nonce)
		if err != nil {
			return nil, err
		}
		packed, err := s.decrypt(block, data)
		if err != nil {
			continue
		}
		if values, err := inflate(packed); err == nil {
			return values, nil
		}
	}
	return nil, errors.New("no encrypt_key opens it, or it is no JSON: Python has to say data_serializer = json too")
}

func unpack(text string) (map[string]any, error) {
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return inflate(packed)
}

func inflate(packed []byte) (map[string]any, error) {
	if len(packed) > 0 && packed[0] == 0x80 {
		return nil, errors.New("it is a pickle, which only Python can read: Python has to say data_serializer = json too")
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, maxSize))
	if err != nil {
		return nil, err
	}
	return sessions.Decode(data)
}

// blockOf returns AES with the key that Beaker derives.
func blockOf(key, salt string) (cipher.Block, error) {
	derived, err := pbkdf2.Key(sha1.New, key, []byte(salt), 1, 32)
	if err != nil {
		return nil, fmt.Errorf("encrypt_key: %w", err)
	}
	return aes.NewCipher(derived)
}

// The layout of Beaker's GCM is nonce, tag, text.
const gcmNonce, gcmTag = 12, 16

func (s sealer) encrypt(block cipher.Block, data []byte) ([]byte, error) {
	if !s.gcm {
		return counter(block, data), nil
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	out := make([]byte, gcmNonce, gcmNonce+gcmTag+len(data))
	_, _ = rand.Read(out)
	sealed := aead.Seal(nil, out, data, nil)
	out = append(out, sealed[len(data):]...)
	return append(out, sealed[:len(data)]...), nil
}

func (s sealer) decrypt(block cipher.Block, data []byte) ([]byte, error) {
	if !s.gcm {
		return counter(block, data), nil
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	if len(data) < gcmNonce+gcmTag {
		return nil, errors.New("it is too short")
	}
	sealed := append(bytes.Clone(data[gcmNonce+gcmTag:]), data[gcmNonce:gcmNonce+gcmTag]...)
	return aead.Open(nil, data[:gcmNonce], sealed, nil)
}

// counter is AES-CTR from 0, which encrypts and decrypts. Each key is used
// once, because the nonce goes into it; the signature keeps others from
// changing bits.
func counter(block cipher.Block, data []byte) []byte {
	out := make([]byte, len(data))
	cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(out, data)
	return out
}
