#!/usr/bin/env bash
# shellcheck disable=SC2154,SC2317 # the variables are those of .ci/package, which reads this file and calls what is in it
# The bill of materials.

bill() { # FOLDER PLATFORM: what is inside, in CycloneDX: Go's modules as the program itself lists them, and the libraries
	local program=$1/duotone rest folder
	[ "${2%/*}" != windows ] || program=$1/duotone.exe
	rest=$(runtime_files "$2" | jq -R -s --arg v "$runtime" '
		[split("\n")[] | select(. != "") | split(" ") | {type: "library", name: .[1], version: $v,
			purl: ("pkg:npm/onnxruntime-node@" + $v), hashes: [{alg: "SHA-256", content: .[0]}],
			licenses: [{license: {id: "MIT"}}]}]')
	case $2 in
	linux/*) rest=$(jq --arg v "$(pkg-config --modversion libjpeg)" '. + [{type: "library", name: "libjpeg-turbo", version: $v,
		licenses: [{license: {id: "IJG"}}, {license: {id: "BSD-3-Clause"}}]}]' <<<"$rest") ;;
	windows/*) rest=$(jq --arg v "$(mingw)" '. + [{type: "library", name: "mingw-w64", version: $v, licenses: [{license: {id: "ZPL-2.1"}}]}]' <<<"$rest") ;;
	esac
	for folder in $packs; do
		[ -f "$folder/pack.json" ] || continue
		rest=$(jq --arg n "${folder#models/}" --arg v "$(jq -r .version "$folder/pack.json")" --arg h "$(sha256sum "$folder/pack.json" | cut -d' ' -f1)" \
			--arg l "$(jq -r .licence "$folder/pack.json")" '. + [
			{type: "machine-learning-model", name: $n, version: $v, hashes: [{alg: "SHA-256", content: $h}], licenses: [{license: {name: $l}}]}]' <<<"$rest")
	done
	rest=$(jq '. + [
		{type: "machine-learning-model", name: "duotone-reader", version: "1", licenses: [{license: {id: "Apache-2.0"}}]},
		{type: "file", name: "WenQuanYi Micro Hei", version: "0.2.0-beta", licenses: [{license: {id: "Apache-2.0"}}]},
		{type: "file", name: "DejaVu Sans", version: "2.37", licenses: [{license: {name: "DejaVu Fonts License"}}]},
		{type: "file", name: "Fluent Emoji Flat", version: "1.2.6", purl: "pkg:npm/%40iconify-json/fluent-emoji-flat@1.2.6", licenses: [{license: {id: "MIT"}}]}]' <<<"$rest")
	.ci/tool cyclonedx-gomod bin -json -licenses -std -noserial -notimestamp -version "$version" "$program" 2>build/bill.log |
		jq --argjson rest "$rest" '(.components[] | select(.name == "std")).licenses = [{license: {id: "BSD-3-Clause"}}] |
			.components += $rest | del(.metadata.tools[].hashes)' >"$1/sbom.cdx.json" # the tool, built in another folder, has another hash
}

mingw() { # its version
	x86_64-w64-mingw32-gcc -E -P - <<<$'#include <_mingw.h>\n__MINGW64_VERSION_STR' | tail -1 | tr -d '" '
}
