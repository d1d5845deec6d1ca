package models

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"duotone/app"
)

// withPack is a list of folders with one more, as the last.
func withPack(list []string, dir string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(d string) bool { return d == dir })
	return append(list, dir)
}

// Find reads all packs that there are, as Look does, and waits for them.
func (p *Presenter) Find() []app.PackInfo {
	return packsOf(p.options.Opener, p.options.Settings.Get().Packs)
}

// Look looks for packs.
func (p *Presenter) Look() { p.Do((*core).look) }

func (c *core) look() {
	if c.stale = c.looking; c.stale {
		return // what has changed meanwhile is looked at again
	}
	c.looking = true
	opener, hand := c.p.options.Opener, c.p.options.Settings.Get().Packs
	engine := c.state.Engine
	c.p.Work(func(context.Context) func(*core) {
		packs := packsOf(opener, hand)
		inUse := engine.Info.Pack
		if engine.Loaded && !slices.ContainsFunc(packs, func(p app.PackInfo) bool { return p.Dir == inUse.Dir }) {
			packs = append(packs, inUse)
		}
		return func(c *core) {
			c.looking, c.state.Looked, c.state.Packs = false, true, packs
			if c.stale {
				c.look()
			}
		}
	})
}

// packsOf lists the packs that are found, and those of some folders that are there.
func packsOf(opener app.Opener, hand []string) []app.PackInfo {
	packs := opener.Packs()
	for _, dir := range hand {
		known := func(p app.PackInfo) bool { return p.Dir == dir }
		if _, err := os.Stat(dir); dir == "" || errors.Is(err, fs.ErrNotExist) || slices.ContainsFunc(packs, known) {
			continue
		}
		packs = append(packs, opener.Check(dir))
	}
	return packs
}

// Choose looks at one of State.Packs.
func (p *Presenter) Choose(i int) {
	p.Do(func(c *core) {
		if i >= 0 && i < len(c.state.Packs) {
			c.chosen = c.state.Packs[i].Dir
		}
	})
}

// choice is the pack that is looked at.
func (c *core) choice() int {
	at := slices.IndexFunc(c.state.Packs, func(p app.PackInfo) bool { return p.Dir == c.chosen })
	if c.chosen == "" || at < 0 {
		at = slices.IndexFunc(c.state.Packs, c.state.InUse)
	}
	if at < 0 && len(c.state.Packs) > 0 {
		at = 0
	}
	return at
}

// Check reads the pack that is looked at as a whole and tries its model on a post.
func (p *Presenter) Check() {
	p.Do(func(c *core) {
		at := c.choice()
		if at < 0 || c.state.Checking {
			return
		}
		c.state.Checking = true
		dir, device := c.state.Packs[at].Dir, c.chooses.device
		p.Work(func(ctx context.Context) func(*core) {
			info, err := check(ctx, p.options.Opener, dir, device)
			return func(c *core) { c.checked(info, err) }
		})
	})
}

func check(ctx context.Context, opener app.Opener, dir, device string) (app.PackInfo, error) {
	info := opener.Check(dir)
	if len(info.Problems) > 0 {
		return info, nil
	}
	e, err := opener.Open(app.Resident(ctx), dir, device)
	if err != nil {
		return info, err
	}
	defer e.Close()
	_, err = e.Score(ctx, app.Post{Text: "A short sentence."})
	return info, err
}

func (c *core) checked(info app.PackInfo, err error) {
	c.state.Checking = false
	m, failed := app.ErrorMessage(err)
	switch {
	case len(info.Problems) > 0:
		packs := slices.Clone(c.state.Packs)
		for i := range packs {
			if packs[i].Dir == info.Dir {
				packs[i] = info
			}
		}
		c.state.Packs = packs
		m = app.Message{Kind: app.MessageError, Text: app.Say("The self-check found something wrong; it is listed here.")}
	case failed:
	case err != nil:
		return // a cancel
	default:
		m = app.Message{Kind: app.MessageInfo, Text: app.Say("All files are as they should be, and the model answers.")}
	}
	c.p.options.Tell(m)
}
