package wsgi

import "strings"

// headerKey returns the environ key of a header; "" when it has none. Keys of
// the headers that browsers and proxies send need not be built.
func headerKey(name string) string {
	switch name {
	case "Content-Type":
		return "CONTENT_TYPE"
	case "Content-Length", "Host", "Proxy":
		return ""
	case "Accept":
		return "HTTP_ACCEPT"
	case "Accept-Encoding":
		return "HTTP_ACCEPT_ENCODING"
	case "Accept-Language":
		return "HTTP_ACCEPT_LANGUAGE"
	case "Authorization":
		return "HTTP_AUTHORIZATION"
	case "Cache-Control":
		return "HTTP_CACHE_CONTROL"
	case "Connection":
		return "HTTP_CONNECTION"
	case "Cookie":
		return "HTTP_COOKIE"
	case "Dnt":
		return "HTTP_DNT"
	case "Expect":
		return "HTTP_EXPECT"
	case "Forwarded":
		return "HTTP_FORWARDED"
	case "If-Match":
		return "HTTP_IF_MATCH"
	case "If-Modified-Since":
		return "HTTP_IF_MODIFIED_SINCE"
	case "If-None-Match":
		return "HTTP_IF_NONE_MATCH"
	case "If-Range":
		return "HTTP_IF_RANGE"
	case "Origin":
		return "HTTP_ORIGIN"
	case "Pragma":
		return "HTTP_PRAGMA"
	case "Priority":
		return "HTTP_PRIORITY"
	case "Range":
		return "HTTP_RANGE"
	case "Referer":
		return "HTTP_REFERER"
	case "Sec-Ch-Ua":
		return "HTTP_SEC_CH_UA"
	case "Sec-Ch-Ua-Mobile":
		return "HTTP_SEC_CH_UA_MOBILE"
	case "Sec-Ch-Ua-Platform":
		return "HTTP_SEC_CH_UA_PLATFORM"
	case "Sec-Fetch-Dest":
		return "HTTP_SEC_FETCH_DEST"
	case "Sec-Fetch-Mode":
		return "HTTP_SEC_FETCH_MODE"
	case "Sec-Fetch-Site":
		return "HTTP_SEC_FETCH_SITE"
	case "Sec-Fetch-User":
		return "HTTP_SEC_FETCH_USER"
	case "Te":
		return "HTTP_TE"
	case "Traceparent":
		return "HTTP_TRACEPARENT"
	case "Upgrade":
		return "HTTP_UPGRADE"
	case "Upgrade-Insecure-Requests":
		return "HTTP_UPGRADE_INSECURE_REQUESTS"
	case "User-Agent":
		return "HTTP_USER_AGENT"
	case "Via":
		return "HTTP_VIA"
	case "X-Forwarded-For":
		return "HTTP_X_FORWARDED_FOR"
	case "X-Forwarded-Host":
		return "HTTP_X_FORWARDED_HOST"
	case "X-Forwarded-Port":
		return "HTTP_X_FORWARDED_PORT"
	case "X-Forwarded-Proto":
		return "HTTP_X_FORWARDED_PROTO"
	case "X-Forwarded-Server":
		return "HTTP_X_FORWARDED_SERVER"
	case "X-Real-Ip":
		return "HTTP_X_REAL_IP"
	case "X-Request-Id":
		return "HTTP_X_REQUEST_ID"
	case "X-Requested-With":
		return "HTTP_X_REQUESTED_WITH"
	}
	if strings.Contains(name, "_") {
		return ""
	}
	return "HTTP_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}
