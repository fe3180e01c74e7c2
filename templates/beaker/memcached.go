package beaker

import (
	"context"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/memcached"
)

// cache is a store in memcached servers. They forget what they have no room for.
type cache struct {
	client *memcached.Client
	life   time.Duration
}

func openCache(o Options) (*cache, error) {
	client, err := memcached.New(strings.Split(o.URL, ";"))
	if err != nil {
		return nil, err
	}
	life := o.Timeout
	if life > 0 {
		life += 2 * time.Minute // so that a session does not end while it is being read
	}
	return &cache{client, life}, nil
}

// cacheKey is not Beaker's, whose pickles are of no use here.
func cacheKey(id string) string { return id + "_session.json" }

// Load implements sessions.Store.
func (c *cache) Load(ctx context.Context, id string) ([]byte, error) {
	return c.client.Get(ctx, cacheKey(id))
}

// Save implements sessions.Store.
func (c *cache) Save(ctx context.Context, id string, data []byte) error {
	return c.client.Set(ctx, cacheKey(id), data, c.life)
}

// Delete implements sessions.Store.
func (c *cache) Delete(ctx context.Context, id string) error {
	return c.client.Delete(ctx, cacheKey(id))
}
