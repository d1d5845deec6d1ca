#!/usr/bin/env bash
# shellcheck disable=SC2154,SC2317 # the variables are those of .ci/package, which reads this file and calls what is in it
# The archive for Windows, cross-built.

imports() { # FILE: the DLLs that it loads at its start, in lower case
	x86_64-w64-mingw32-objdump -p "$1" | sed -n 's/.*DLL Name: //p' | tr '[:upper:]' '[:lower:]' | sort -u
}

libraries() { # FOLDER: every DLL that the program and the runtime load is there, or Windows has it, or START.txt names it
	local tree=$1 name from lacking=
	for name in $(imports "$tree/duotone.exe"; imports "$tree/onnxruntime.dll"); do
		case $name in
		api-ms-win-* | kernel32.dll | user32.dll | gdi32.dll | shell32.dll | opengl32.dll | advapi32.dll | ole32.dll | oleaut32.dll | \
			msvcrt.dll | ucrtbase.dll | ws2_32.dll | winmm.dll | setupapi.dll | dbghelp.dll | dxgi.dll | d3d12.dll | comdlg32.dll | ntdll.dll | \
			bcrypt.dll | crypt32.dll | iphlpapi.dll | version.dll | imm32.dll | propsys.dll | shcore.dll | dwmapi.dll) continue ;;
		msvcp140*.dll | vcruntime140*.dll)
			if [ -n "${DUOTONE_MSVC_RUNTIME:-}" ]; then cp "$DUOTONE_MSVC_RUNTIME/$name" "$tree/"; else lacking="$lacking $name"; fi
			continue ;;
		esac
		[ ! -f "$tree/$name" ] || continue
		from=$(x86_64-w64-mingw32-gcc -print-file-name="$name")
		[ "$from" != "$name" ] || { echo "package: duotone.exe or onnxruntime.dll needs $name, and nothing here has it." >&2; return 1; }
		cp "$from" "$tree/$name"
	done
	{
		cat <<-START
			Duotone reads the sentiment of a post made of words and a picture, on this computer alone.

			Start duotone.exe: by a double click for the window, in a terminal for the commands:

			  duotone.exe explain --text "Perfect solitude" --image samples\crowded-beach.jpg --png why.png
			  duotone.exe score samples\posts.jsonl -o scored.csv
			  duotone.exe --help
		START
		[ -z "$lacking" ] || cat <<-LACKING

			It needs the Microsoft Visual C++ Redistributable (2015 or later, x64), which most machines have. If the model
			cannot be loaded, install it from Microsoft (vc_redist.x64.exe). It brings
			 $lacking
			which may not be passed on with this archive.
		LACKING
		cat <<-APART

			The model runs on the processor. To let it use a graphics card through DirectML, lay Microsoft's DirectML.dll
			(1.15 or later) beside duotone.exe; its terms, which are not Duotone's, let it report to its maker.

			Models of your own: models\PACK.md. What is inside, and under which terms: licences and sbom.cdx.json.
		APART
	} | sed 's/$/\r/' >"$tree/START.txt"
}

windows() {
	local tags=migrated_fynedo name=duotone-$version$more-windows-amd64
	local tree=build/package/$name
	mkdir -p "$tree"
	GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc CXX=x86_64-w64-mingw32-g++ build "$tree/duotone.exe" "$tags"
	common "$tree" windows/amd64 "$tags"
	libraries "$tree"
	settle "$tree"
	rm -f "dist/$name.zip"
	(cd build/package && find "$name" -type f | sort | zip -q -X -9 "../../dist/$name.zip" -@)
}
