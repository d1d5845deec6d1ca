package theme

import "testing"

// TestLettersWithoutAFont: what is carried is never called lacking, whatever the system has; what nobody carries is, where the system hasn't got it.
func TestLettersWithoutAFont(t *testing.T) {
	nothing := func(rune) bool { return false }
	for text, want := range map[string]bool{
		"": false, "What a day 😀 #1": false, "Größe, čaj, ςигма, Привет": false, "電車がまた遅れています": false, "今天天气真好": false, "오늘 날씨가": false,
		"הרכבת מאחרת": false, "القطار متأخر": false, "გამარჯობა": false, "վարդ": false,
		"วันนี้อากาศดี": true, "ट्रेन लेट है": true, "late again, ट्रेन": true, "ዛሬ": true, "இன்று": true,
	} {
		if got := lacks(text, carried, nothing); got != want {
			t.Errorf("%q lacks a font: %v", text, got)
		}
		if lacks(text, carried, nothing, func(rune) bool { return true }) {
			t.Errorf("%q lacks a font though the system has all", text)
		}
	}
}
