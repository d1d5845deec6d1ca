// Package ui is Duotone's window: it draws states and sends commands, and is the only room that imports Fyne.
//
// Everything in it runs on Fyne's UI thread, except where a comment says otherwise. What decides anything lives in
// app/present; the panes draw its states.
package ui

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/present"
	"duotone/assets"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// farewell is how long Fyne has to end once all is saved. It may wait for ever: an event that comes while its loop drains
// the queue for the last time is lost, and Run waits for it (2.8.1, WaitForEvents; seen when a window was closed in mid-run).
const farewell = 2 * time.Second

// AppID names the program to the desktop.
const AppID = "app.duotone.Duotone"

// Run opens the window and returns when it is closed. pack and device are those that the
// flags name, "" and "auto" leave them to the settings; args may name a picture to begin with.
func Run(ctx context.Context, opener app.Opener, pack, device string, args []string) error {
	if err := probeDisplay(); err != nil {
		return err
	}
	home := app.FindHome()
	log, closeLog := openLog(home.State)
	defer closeLog()
	settings, settingsErr := app.OpenSettings(home.Config)
	set := settings.Get()
	if err := speech.Use(set.Language); err != nil {
		log.Warn("language", "error", err)
	}
	if dir, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(dir, 0o700) // Fyne keeps nothing where a new user's folder is lacking
	}
	boundMemory()
	a := fyneapp.NewWithID(AppID)
	if pack == "" {
		pack = set.Pack
	}
	if device == "" || device == "auto" {
		device = set.Device
	}
	icon := fyne.NewStaticResource("icon.png", assets.Icon)
	a.SetIcon(icon)
	w := a.NewWindow("Duotone")
	w.SetIcon(icon)
	w.SetMaster()
	f := newFrame(frameOptions{app: a, window: w, settings: settings, log: log,
		opener: opener, pack: pack, device: device, opened: func() { time.AfterFunc(time.Second, giveBack) }, history: filepath.Join(home.Data, "history.json")})
	go keepGivingBack(ctx, f.models.Rest)
	w.Resize(fyne.NewSize(set.Width, set.Height))
	f.begin(args)
	a.Lifecycle().SetOnStarted(func() {
		log.Info("started", "x errors ignored", ignoreXErrors())
		f.dump.keep(f)
	})
	if settingsErr != nil {
		f.session.Fail(settingsErr)
	}
	f.leave = func() {
		time.AfterFunc(farewell, func() {
			log.Warn("the toolkit does not end by itself")
			os.Exit(0)
		})
	}
	w.SetCloseIntercept(f.quit)
	stop := context.AfterFunc(ctx, func() { fyne.Do(func() { f.end(w) }) })
	defer stop()
	log.Info("window opened", "width", set.Width, "height", set.Height)
	w.ShowAndRun()
	f.close()
	return nil
}

// beginsOn is the pane that files are given to when the window opens with them: one picture is a post; anything else comes as if it was
// dropped on the start page.
func beginsOn(files []string) string {
	if kind := present.KindOf(files[0]); kind == present.Unknown || kind == present.Picture && len(files) == 1 {
		return "analyse"
	}
	return "start"
}

// begin shows what the window was opened for, or the first sample.
func (f *frame) begin(args []string) {
	if len(args) > 0 {
		pane := beginsOn(args)
		if f.showNamed(pane); pane == "analyse" {
			f.session.Drop(args)
			return
		}
		f.session.Start(0)
		f.drop(args)
		return
	}
	f.session.Start(0)
	if !f.settings.Get().Seen {
		f.settings.Change(func(s *app.Settings) { s.Seen = true })
		f.showNamed("start")
	}
}

// quit ends the program, and asks once where that breaks something off.
func (f *frame) quit() {
	busy, ask := f.score.State(), lang.L("Quit in the middle of this?")
	if title, _ := kit.TopDialog(f.window); title == ask || !busy.Busy() && busy.Making == nil {
		f.end(f.window)
		return
	}
	text := lang.L("A file is being scored. What is done so far is kept, and goes on from there the next time.")
	if !busy.Busy() {
		text = lang.L("A project is being made. It is given up, and its file goes away again.")
	}
	form := kit.NewForm(f.window, lang.L("Quit"), func() { f.end(f.window) })
	form.Items = append(form.Items, widget.NewFormItem("", kit.NewParagraph(text)))
	form.Show(ask, 460)
}

// end closes the window, and the program even when something does not let go.
func (f *frame) end(w fyne.Window) {
	w.Hide()
	done := make(chan struct{})
	time.AfterFunc(5*time.Second, func() {
		select {
		case <-done:
		default:
			f.log.Error("closing takes too long")
		}
	})
	f.close()
	close(done)
	if f.leave != nil {
		f.leave()
	}
	w.Close()
}
