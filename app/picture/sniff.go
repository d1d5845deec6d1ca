package picture

import (
	"bytes"
	"unicode/utf8"

	"duotone/app"
)

// The formats that can be decoded, as in app.Picture.Format.
const (
	jpegFormat = "jpeg"
	pngFormat  = "png"
	gifFormat  = "gif"
	webpFormat = "webp"
	bmpFormat  = "bmp"
	tiffFormat = "tiff"
)

var formatNames = map[string]string{
	jpegFormat: "JPEG", pngFormat: "PNG", gifFormat: "GIF", webpFormat: "WebP", bmpFormat: "BMP", tiffFormat: "TIFF",
}

// sniff names the format by the first bytes, or says what else the file is and what to do with it.
func sniff(name string, data []byte) (string, error) {
	at := func(off int, magic string) bool {
		return len(data) >= off+len(magic) && string(data[off:off+len(magic)]) == magic
	}
	switch {
	case at(0, "\xff\xd8\xff"):
		return jpegFormat, nil
	case at(0, "\x89PNG\r\n\x1a\n"):
		return pngFormat, nil
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return gifFormat, nil
	case at(0, "RIFF") && at(8, "WEBP"):
		return webpFormat, nil
	case at(0, "BM") && len(data) >= 18 && data[6]|data[7]|data[8]|data[9] == 0:
		return bmpFormat, nil
	case at(0, "II*\x00"), at(0, "MM\x00*"):
		return tiffFormat, nil
	}
	what, todo := foreign(data, at)
	return "", app.Errorf(opOpen, name, app.KindPicture, todo, "%s", what)
}

// foreign recognises files that people take for pictures Duotone could read.
func foreign(data []byte, at func(int, string) bool) (what, todo string) {
	const export = "Open it in a picture viewer and export it as JPEG or PNG."
	if at(4, "ftyp") && len(data) >= 12 {
		switch brands := data[8:min(len(data), 64)]; {
		case bytes.Contains(brands, []byte("avif")), bytes.Contains(brands, []byte("avis")):
			return "this is an AVIF picture, which Duotone can't read", export
		case bytes.Contains(brands, []byte("heic")), bytes.Contains(brands, []byte("heix")),
			bytes.Contains(brands, []byte("heif")), bytes.Contains(brands, []byte("mif1")),
			bytes.Contains(brands, []byte("msf1")), bytes.Contains(brands, []byte("hevc")):
			return "this is a HEIC picture, which Duotone can't read",
				"Export it as JPEG (on an iPhone: Settings, Camera, Formats, Most compatible)."
		case bytes.Contains(brands, []byte("crx ")):
			return "this is a raw photograph, which Duotone can't read", export
		default:
			return "this is a film, not a picture", "Save one frame of it as JPEG or PNG."
		}
	}
	switch {
	case at(0, "\xff\x0a"), at(0, "\x00\x00\x00\x0cJXL "):
		return "this is a JPEG XL picture, which Duotone can't read", export
	case at(0, "\x00\x00\x00\x0cjP  "), at(0, "\xff\x4f\xff\x51"):
		return "this is a JPEG 2000 picture, which Duotone can't read", export
	case at(0, "%PDF-"):
		return "this is a PDF document, not a picture", "Export the page as JPEG or PNG."
	case at(0, "II+\x00"), at(0, "MM\x00+"):
		return "this is a BigTIFF picture, which Duotone can't read", export
	case at(0, "8BPS"):
		return "this is a Photoshop file, which Duotone can't read", "Export it as JPEG or PNG."
	case at(0, "\x00\x00\x01\x00"):
		return "this is an icon file, which Duotone can't read", export
	case at(0, "\x1a\x45\xdf\xa3"), at(0, "RIFF") && at(8, "AVI "):
		return "this is a film, not a picture", "Save one frame of it as JPEG or PNG."
	case at(0, "PK\x03\x04"):
		return "this is a ZIP archive or an office document, not a picture", "Unpack it and name the picture in it."
	case isSVG(data):
		return "this is an SVG drawing, which Duotone can't read", "Export it as PNG."
	case isMarkup(data):
		return "this is a web page, not a picture", "Save the picture itself: the download gave a page instead of it."
	case isText(data):
		return "this is a text, not a picture", "Name a JPEG, PNG, GIF, WebP, BMP or TIFF file."
	}
	return "this is not a picture of a known format", "Use JPEG, PNG, GIF, WebP, BMP or TIFF."
}

// opening is the start of a text without its byte order mark and leading white space, in lower case.
func opening(data []byte) []byte {
	data = bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\xef\xbb\xbf"))
	return bytes.ToLower(bytes.TrimLeft(data, " \t\r\n"))
}

func isSVG(data []byte) bool {
	head := opening(data)
	return bytes.HasPrefix(head, []byte("<svg")) ||
		bytes.Contains(head, []byte("<svg")) && (bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!")))
}

func isMarkup(data []byte) bool {
	head := opening(data)
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) ||
		bytes.HasPrefix(head, []byte("<head")) || bytes.HasPrefix(head, []byte("<?xml"))
}

func isText(data []byte) bool {
	head := data[:min(len(data), 512)]
	for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ {
		head = head[:len(head)-1] // a character may have been cut in two
	}
	return utf8.Valid(head) && bytes.IndexFunc(head, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' && r != '\f' }) < 0
}
