#!/usr/bin/env bash
# shellcheck disable=SC2154,SC2317 # the variables are those of .ci/package, which reads this file and calls what is in it
# What every archive holds beside the program, and how its files are made alike.

# Microsoft's own parts of DirectX, which the runtime loads where they lie: their terms let them report to their maker, so they
# are no part of an archive.
apart="DirectML.dll dxcompiler.dll dxil.dll"

common() { # FOLDER PLATFORM: what every archive holds beside the program
	local to=$1 platform=$2
	mkdir -p "$to/models" "$to/samples"
	# shellcheck disable=SC2086 # a list
	cp -R $packs "$to/models/"
	cp assets/samples/*.jpg assets/samples/posts.jsonl assets/samples/SOURCES.md "$to/samples/"
	cp LICENSE CHANGELOG.md PRIVACY.md SECURITY.md "$to/"
	cp models/PACK.md "$to/models/"
	local from name
	from=$(.ci/onnxruntime "$platform")
	for name in $(runtime_files "$platform" | cut -d' ' -f2); do
		cp "$from/$name" "$to/$name"
	done
	local program=$to/duotone
	[ "${platform%/*}" != windows ] || program=$program.exe
	licences "$to/licences" "$platform" "$3" "$program"
	bill "$to" "$platform"
}

runtime_files() { # PLATFORM: hash and name of each file of ONNX Runtime that an archive holds
	awk -v p="$1" -v apart="$apart" '!/^#/ && $2 == p && index(" " apart " ", " " $4 " ") == 0 {print $1, $4}' .ci/onnxruntime.sha256
}

settle() { # FOLDER: one time and one set of rights for all
	find "$1" -type d -exec chmod 755 {} +
	find "$1" -type f -exec chmod 644 {} +
	find "$1" -type f \( -name duotone -o -name '*.exe' \) -exec chmod 755 {} +
	find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
