package inference

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// cache keeps the latest results of costly work by key, up to a number of bytes, and does the same work only once however
// many goroutines ask for it at the same time.
type cache[K comparable, V any] struct {
	limit int
	size  func(V) int

	mu     sync.Mutex
	bytes  int
	recent *list.List // of *cacheEntry[K, V], the latest first
	byKey  map[K]*list.Element
	flying map[K]*flight[V]
}

type cacheEntry[K comparable, V any] struct {
	key   K
	value V
}

// flight is work under way.
type flight[V any] struct {
	done  chan struct{}
	value V
	err   error
}

func newCache[K comparable, V any](limit int, size func(V) int) *cache[K, V] {
	return &cache[K, V]{limit: limit, size: size, recent: list.New(), byKey: map[K]*list.Element{}, flying: map[K]*flight[V]{}}
}

// get gives the value of a key, from the cache or by make. Failures are not kept. Whoever waits for another's work that
// was cancelled does it itself.
func (c *cache[K, V]) get(ctx context.Context, key K, make_ func() (V, error)) (V, error) {
	for {
		c.mu.Lock()
		if e, ok := c.byKey[key]; ok {
			c.recent.MoveToFront(e)
			c.mu.Unlock()
			return e.Value.(*cacheEntry[K, V]).value, nil
		}
		f, ok := c.flying[key]
		if !ok {
			f = &flight[V]{done: make(chan struct{})}
			c.flying[key] = f
			c.mu.Unlock()
			c.fly(key, f, make_)
			return f.value, f.err
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		case <-f.done:
		}
		if f.err == nil || !isCancel(f.err) {
			return f.value, f.err
		}
	}
}

func (c *cache[K, V]) fly(key K, f *flight[V], make_ func() (V, error)) {
	f.err = context.Canceled // for those who wait, should make panic
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.flying, key)
		if f.err == nil {
			c.keep(key, f.value)
		}
		close(f.done)
	}()
	f.value, f.err = make_()
}

func (c *cache[K, V]) keep(key K, v V) {
	n := c.size(v)
	if n > c.limit {
		return
	}
	c.byKey[key] = c.recent.PushFront(&cacheEntry[K, V]{key, v})
	c.bytes += n
	for c.bytes > c.limit {
		last := c.recent.Back()
		old := c.recent.Remove(last).(*cacheEntry[K, V])
		delete(c.byKey, old.key)
		c.bytes -= c.size(old.value)
	}
}

func isCancel(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recent.Init()
	clear(c.byKey)
	c.bytes = 0
}
