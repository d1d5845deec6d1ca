#!/usr/bin/env bash
# shellcheck disable=SC2154,SC2317 # the variables are those of .ci/package, which reads this file and calls what is in it
# The archive and the package for Linux.

share() { # FOLDER: what a desktop wants to know
	install -Dm644 assets/packaging/app.duotone.Duotone.desktop "$1/applications/app.duotone.Duotone.desktop"
	install -Dm644 assets/icon.svg "$1/icons/hicolor/scalable/apps/app.duotone.Duotone.svg"
	install -Dm644 assets/icon.png "$1/icons/hicolor/512x512/apps/app.duotone.Duotone.png"
	mkdir -p "$1/metainfo"
	sed "s/@VERSION@/$number/; s/@DATE@/$day/" assets/packaging/app.duotone.Duotone.metainfo.xml >"$1/metainfo/app.duotone.Duotone.metainfo.xml"
	desktop-file-validate "$1/applications/app.duotone.Duotone.desktop"
	appstreamcli validate --no-net "$1/metainfo/app.duotone.Duotone.metainfo.xml" >build/metainfo.log || { cat build/metainfo.log >&2; return 1; }
}

newest() { # PREFIX FILE…: the newest version with that prefix of a symbol that the files want, as GLIBC_2.34
	local prefix=$1
	shift
	objdump -T "$@" | grep -o "${prefix}[0-9.]*" | sort -uV | tail -1 | sed "s/$prefix//"
}

# What the window and the runtime load; a desktop has all of it.
needed="libstdc++6 libgl1 libwayland-client0 libwayland-cursor0 libwayland-egl1 libx11-6 libxcursor1 libxrandr2 libxinerama1 libxi6
	libxxf86vm1 libxkbcommon0"

start_linux() { # FOLDER: the first page that someone reads who unpacked it
	cat >"$1/START.txt" <<-START
		Duotone reads the sentiment of a post made of words and a picture, on this computer alone.

		Start the window by ./duotone, from this folder or any other. The same program has the commands:

		  ./duotone explain --text "Perfect solitude" --image samples/crowded-beach.jpg --png why.png
		  ./duotone score samples/posts.jsonl -o scored.csv
		  ./duotone report scored.csv -o report.html
		  ./duotone --help

		It needs glibc $(newest GLIBC_ "$1/duotone" "$1"/libonnxruntime*) or later and what a desktop has anyway. Where something is missing, on Debian or Ubuntu, as root:

		  apt-get install $(tr -s '\n\t ' ' ' <<<"$needed" | sed 's/ *$//') libgl1-mesa-dri

		To have it in the menu and on the path of your account, in this folder:

		  mkdir -p ~/.local/bin ~/.local/share
		  ln -sf "\$PWD/duotone" ~/.local/bin/duotone
		  cp -R share/. ~/.local/share/

		Models of your own: models/PACK.md. What is inside, and under which terms: licences/ and sbom.cdx.json.
	START
}

linux() {
	local tags="migrated_fynedo jpegstatic" name=duotone-$version$more-linux-$arch
	local tree=build/package/$name
	mkdir -p "$tree"
	build "$tree/duotone" "$tags"
	common "$tree" "linux/$arch" "$tags"
	share "$tree/share"
	start_linux "$tree"
	settle "$tree"
	tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu \
		-C build/package -cf - "$name" | xz -T1 -6 >"dist/$name.tar.xz"

	local deb=build/package/deb lib=build/package/deb/usr/lib/duotone
	mkdir -p "$lib" "$deb/usr/bin" "$deb/usr/share/doc/duotone" "$deb/DEBIAN"
	cp -R "$tree/duotone" "$tree/models" "$tree/samples" "$tree"/libonnxruntime* "$lib/"
	ln -s ../lib/duotone/duotone "$deb/usr/bin/duotone"
	cp -R "$tree/share/." "$deb/usr/share/"
	cp -R "$tree/licences" "$tree/sbom.cdx.json" "$tree/CHANGELOG.md" "$tree/PRIVACY.md" "$tree/SECURITY.md" "$deb/usr/share/doc/duotone/"
	cp LICENSE "$deb/usr/share/doc/duotone/copyright"
	cat >"$deb/DEBIAN/control" <<-CONTROL
		Package: duotone
		Version: $number+$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M).$(git rev-parse --short=10 HEAD)
		Architecture: $arch
		Maintainer: The Duotone maintainers <maintainers@duotone.invalid>
		Installed-Size: $(du -sk --apparent-size "$deb/usr" | cut -f1)
		Depends: libc6 (>= $(newest GLIBC_ "$lib/duotone" "$lib"/libonnxruntime*)), $(tr -s '\n\t ' ' ' <<<"$needed" | sed 's/ *$//; s/ /, /g')
		Recommends: libgl1-mesa-dri
		Section: science
		Priority: optional
		Description: read the sentiment of posts made of words and pictures
		 Duotone says what the words of a post express, what its picture expresses,
		 what both say together, and where they pull apart, and shows why. It runs in
		 a window or in a terminal, on this computer alone.
	CONTROL
	settle "$deb"
	dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$deb" "dist/duotone_$version${more}_$arch.deb" >/dev/null
}
