//go:build e2e && linux

package e2e

import (
	"net/url"
	"time"

	"github.com/jezek/xgb/xproto"
)

// drop drags files over a place of the window and lets them go: the source's side of the XDND protocol, version 5
// (https://www.freedesktop.org/wiki/Specifications/XDND/).
func (s *stage) drop(where string, files ...string) {
	s.t.Helper()
	x, y := s.at(where, 0.5, 0.5)
	s.dropAt(x, y, files...)
}

// dropAt is drop at a point of the screen.
func (s *stage) dropAt(x, y string, files ...string) {
	s.t.Helper()
	uris := ""
	for _, f := range files {
		uris += (&url.URL{Scheme: "file", Path: f}).String() + "\r\n"
	}
	source := s.sourceWindow()
	defer xproto.DestroyWindow(s.x, source)
	selection, list := s.atom("XdndSelection"), s.atom("text/uri-list")
	xproto.SetSelectionOwner(s.x, source, selection, xproto.TimeCurrentTime)
	message := func(kind string, v ...uint32) {
		data := make([]uint32, 5)
		data[0] = uint32(source)
		copy(data[1:], v)
		s.send(s.win, s.atom(kind), xproto.ClientMessageDataUnionData32New(data))
	}
	message("XdndEnter", 5<<24, uint32(list))
	message("XdndPosition", 0, number(x)<<16|number(y), xproto.TimeCurrentTime, uint32(s.atom("XdndActionCopy")))
	s.answer(source, "XdndStatus", uris)
	s.letGo = time.Now()
	message("XdndDrop", 0, xproto.TimeCurrentTime)
	s.answer(source, "XdndFinished", uris)
}

func number(s string) (n uint32) {
	for _, r := range s {
		n = n*10 + uint32(r-'0')
	}
	return n
}

func (s *stage) sourceWindow() xproto.Window {
	s.t.Helper()
	id, err := xproto.NewWindowId(s.x)
	if err != nil {
		s.t.Fatal(err)
	}
	screen := xproto.Setup(s.x).DefaultScreen(s.x)
	err = xproto.CreateWindowChecked(s.x, 0, id, s.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check()
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// answer waits for one message to the source, and hands the files over when they are asked for.
func (s *stage) answer(source xproto.Window, kind, uris string) {
	s.t.Helper()
	want := s.atom(kind)
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		event, err := s.x.PollForEvent()
		if err != nil {
			s.t.Fatal(err)
		}
		switch e := event.(type) {
		case nil:
			time.Sleep(2 * time.Millisecond)
		case xproto.SelectionRequestEvent:
			xproto.ChangeProperty(s.x, xproto.PropModeReplace, e.Requestor, e.Property, e.Target, 8, uint32(len(uris)), []byte(uris))
			reply := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property}
			xproto.SendEvent(s.x, false, e.Requestor, 0, string(reply.Bytes()))
		case xproto.ClientMessageEvent:
			if e.Type == want && e.Window == source {
				return
			}
		}
	}
	s.t.Fatalf("the window sent no %s", kind)
}
