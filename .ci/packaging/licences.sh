#!/usr/bin/env bash
# shellcheck disable=SC2154,SC2317 # the variables are those of .ci/package, which reads this file and calls what is in it
# The licences of everything inside.

# go-licenses knows a licence by its text, and these two not: Creative Commons Attribution 4.0; the FreeType licence or the GPL.
unknown="github.com/ajstarks/svgo github.com/golang/freetype"

licences() { # FOLDER PLATFORM TAGS PROGRAM: the licence of everything inside, found by go-licenses
	rm -rf "$1"
	local ignored=(--ignore duotone) module folder
	for module in $unknown; do ignored+=(--ignore "$module"); done
	# Standard library packages have no licence file of their own that the tool could find: Go's is added below.
	GOOS=${2%/*} GOARCH=${2#*/} CGO_ENABLED=1 GOFLAGS="-buildvcs=false -tags=${3// /,}" \
		.ci/tool go-licenses save . "${ignored[@]}" --save_path "$1" --force >/dev/null 2>build/licences.log ||
		{ cat build/licences.log >&2; return 1; }
	find "$1" -type f ! -iname '*licen*' ! -iname 'copying*' ! -iname 'notice*' ! -iname 'copyright*' ! -iname 'unlicense*' -delete
	find "$1" -type d -empty -delete
	# Held against what the linker says is inside: no module goes without its licence.
	for module in $(go version -m "$4" | awk '$1 == "dep" {print $2}'); do
		[ -z "$(find "$1/$module" -type f 2>/dev/null | head -1)" ] || continue
		folder=$(go list -m -f '{{.Dir}}' "$module")
		mkdir -p "$1/$module"
		find "$folder" -maxdepth 1 -type f \( -iname '*licen*' -o -iname 'copying*' \) -exec cp {} "$1/$module/" \;
		[ ! -f "$folder/licenses/ftl.txt" ] || cp "$folder/licenses/ftl.txt" "$1/$module/"
		[ -n "$(ls "$1/$module")" ] || { echo "package: no licence was found for $module" >&2; return 1; }
		chmod -R u+w "$1/$module"
	done
	# A module may hold what others wrote: fonts, a C library. Their licences lie deeper in it.
	go version -m "$4" | awk '$1 == "dep" {print $2}' | while read -r module; do
		folder=$(go list -m -f '{{.Dir}}' "$module")
		(cd "$folder" && find . -mindepth 2 -type f \( -iname '*licen[cs]e*' -o -iname 'copying*' -o -iname 'ofl*' -o -iname 'notice*' \) \
			! -path '*/testdata/*' ! -path '*/cmd/*' ! -name '*.go' -printf '%P\n') | while read -r deep; do
			install -Dm644 "$folder/$deep" "$1/$module/$deep"
		done
	done
	install -Dm644 -t "$1/duotone/assets/fonts" assets/fonts/LICENSE-* assets/fonts/README.md
	cp LICENSE "$1/duotone/"
	mkdir -p "$1/go" "$1/onnxruntime"
	cp "$(go env GOROOT)/LICENSE" "$1/go/LICENSE"
	cp assets/packaging/onnxruntime/* "$1/onnxruntime/"
	for folder in $packs; do # licences of the encoders that they were made from
		[ ! -d "assets/packaging/${folder#models/}" ] || cp -R "assets/packaging/${folder#models/}" "$1/"
	done
	case $2 in
	linux/*) cp -R assets/packaging/libjpeg-turbo "$1/" ;;
	windows/*) cp -R assets/packaging/mingw-w64 "$1/" ;;
	esac
	find "$1" -type d -empty -delete
	find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
