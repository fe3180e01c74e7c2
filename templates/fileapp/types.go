package fileapp

import (
	"mime"
	"path"
	"strings"
)

// Type guesses the media type of a file from its name, and the coding that it
// is stored in, "" for none: "x.tar.gz" is an application/x-tar with the coding
// "gzip". As Python's mimetypes it adds no charset, which a page can say
// itself, and has application/octet-stream for what it does not know. The usual
// types are the same on every machine; what else there is depends on the
// machine's mime.types.
func Type(name string) (mediaType, coding string) {
	ext := path.Ext(name)
	if long := longExt(ext); long != "" {
		name = strings.TrimSuffix(name, ext) + long
		ext = path.Ext(name)
	}
	if coding = codingOf(ext); coding != "" {
		ext = path.Ext(strings.TrimSuffix(name, ext))
	}
	return typeOf(ext), coding
}

// longExt returns what an extension is short for, or "".
func longExt(ext string) string {
	switch ext {
	case ".tgz", ".taz", ".tz":
		return ".tar.gz"
	case ".tbz2":
		return ".tar.bz2"
	case ".txz":
		return ".tar.xz"
	case ".svgz":
		return ".svg.gz"
	}
	return ""
}

func codingOf(ext string) string {
	switch ext {
	case ".gz":
		return "gzip"
	case ".Z":
		return "compress"
	case ".bz2":
		return "bzip2"
	case ".xz":
		return "xz"
	case ".br":
		return "br"
	case ".zst":
		return "zstd"
	}
	return ""
}

func typeOf(ext string) string {
	ext = strings.ToLower(ext)
	if known := knownType(ext); known != "" {
		return known
	}
	if found, _, err := mime.ParseMediaType(mime.TypeByExtension(ext)); err == nil {
		return found
	}
	return "application/octet-stream"
}

// knownType returns the type of an extension in lower case that web sites are
// made of, or "".
func knownType(ext string) string {
	switch ext {
	case ".html", ".htm":
		return "text/html"
	case ".css":
		return "text/css"
	case ".js", ".mjs":
		return "text/javascript"
	case ".txt":
		return "text/plain"
	case ".csv":
		return "text/csv"
	case ".md":
		return "text/markdown"
	case ".ics":
		return "text/calendar"
	case ".vtt":
		return "text/vtt"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".xml", ".rdf", ".xsl":
		return "application/xml"
	case ".xhtml":
		return "application/xhtml+xml"
	case ".rss":
		return "application/rss+xml"
	case ".atom":
		return "application/atom+xml"
	case ".wasm":
		return "application/wasm"
	case ".pdf":
		return "application/pdf"
	case ".zip":
		return "application/zip"
	case ".tar":
		return "application/x-tar"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".svg":
		return "image/svg+xml"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".ico":
		return "image/vnd.microsoft.icon"
	case ".bmp":
		return "image/bmp"
	case ".woff":
		return "font/woff"
	case ".woff2":
		return "font/woff2"
	case ".ttf":
		return "font/ttf"
	case ".otf":
		return "font/otf"
	case ".mp3":
		return "audio/mpeg"
	case ".opus", ".ogg", ".oga":
		return "audio/ogg"
	case ".wav":
		return "audio/wav"
	case ".mp4":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	}
	return ""
}

// isText reports whether a file of the type gets smaller when it is compressed,
// so that somebody may have done so.
func isText(mediaType string) bool {
	if strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "xml") || strings.HasSuffix(mediaType, "json") {
		return true
	}
	switch mediaType {
	case "application/wasm", "application/pdf", "application/octet-stream", "font/ttf", "font/otf",
		"image/vnd.microsoft.icon", "image/bmp", "audio/wav":
		return true
	}
	return false
}
