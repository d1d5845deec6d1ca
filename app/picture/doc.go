// Package picture reads, checks and decodes pictures that come from outside.
//
// Everything in a picture file is hostile until proven otherwise: the file's kind and size are checked before it is read,
// its dimensions before anything is decoded, the memory a decoder will need before it starts, and a decoder that panics
// is an error like any other. A picture that has passed Read or New is an app.Picture: checked, hashed, not yet decoded.
//
// Formats are told by content, never by a file's name: JPEG, PNG, GIF (first frame), WebP (first frame), BMP and TIFF
// (first page). HEIC, AVIF, JPEG XL, JPEG 2000, SVG, PDF and a few more are recognised and answered with what to do.
//
// JPEG goes through libjpeg-turbo where the build has it and through package jpeg below elsewhere, to the same bytes (see
// docs/adr/0201-libjpeg-turbo.md); Turbo tells which.
package picture
