// Package picture reads, checks and decodes pictures that come from outside.
//
// Everything in a picture file is hostile until proven otherwise: the file's kind and size are checked before it is read,
// its dimensions before anything is decoded, the memory a decoder will need before it starts, and a decoder that panics
// is an error like any other. A picture that has passed Read or New is an app.Picture: checked, hashed, not yet decoded.
//
// Formats are told by content, never by a file's name: JPEG, PNG, GIF (first frame), WebP (first frame), BMP and TIFF
// (first page). HEIC, AVIF, JPEG XL, JPEG 2000, SVG, PDF and a few more are recognised and answered with what to do.
//
// JPEG goes through libjpeg-turbo where the build has it and through image/jpeg elsewhere, which rounds otherwise and moves scores a
// little (see docs/adr/0205-jpeg-by-libraries.md); Turbo tells which.
//
// It imports the nouns of package app and nothing else of this module, so that every room may import it.
package picture
