package source

import (
	"strings"
	"unicode"
)

// Role is what a column is for.
type Role int

// The roles.
const (
	NoRole Role = iota
	TextRole
	ImageRole
	IDRole
)

// Names of columns, best first, without case, spaces and punctuation.
var (
	TextNames = []string{"text", "words", "tweettext", "posttext", "fulltext", "tweet", "content", "post", "message", "caption", "body",
		"sentence", "comment", "status", "description", "title", "nachricht", "texte", "texto", "utterance", "review", "statement", "txt",
		"beitrag", "inhalt", "kommentar", "testo", "mensaje", "mensagem", "contenido", "contenu", "текст", "сообщение", "本文", "内容", "內容",
		"正文", "文本", "テキスト", "投稿", "본문", "내용", "텍스트"}
	ImageNames = []string{"image", "picture", "photo", "img", "pic", "imagebytes", "imagepath", "picturepath", "photopath", "imagefile", "picturefile", "photofile",
		"imagename", "imagefilename", "imgpath", "filename", "file", "filepath", "path", "media", "mediapath", "attachment", "bild", "foto", "imageurl",
		"photourl", "pictureurl", "imgurl", "mediaurl", "thumbnail", "url",
		"imagen", "immagine", "imagem", "изображение", "фото", "画像", "写真", "图片", "圖片", "照片", "이미지", "사진"}
	IDNames = []string{"id", "postid", "tweetid", "statusid", "messageid", "uid", "uuid", "guid", "idstr", "rowid", "key", "imageid"}
)

// PlainName is a column's name without case, spaces and punctuation.
func PlainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// RoleByName guesses from a name alone; sure where the name is one of the known ones.
func RoleByName(name string) (Role, bool) {
	n := PlainName(name)
	for _, known := range []struct {
		role  Role
		names []string
	}{{TextRole, TextNames}, {ImageRole, ImageNames}, {IDRole, IDNames}} {
		for _, k := range known.names {
			if n == k {
				return known.role, true
			}
		}
	}
	return NoRole, false
}
