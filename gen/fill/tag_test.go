package fill

import (
	"testing"
	"time"
)

func TestTagWords(t *testing.T) {
	for _, tt := range []struct {
		tag  string
		want tag
	}{
		{`json:"x"`, tag{}},
		{`paste:"x"`, tag{key: "x"}},
		{`paste:"x,required,comma"`, tag{key: "x", required: true, comma: true}},
		{`paste:",remain"`, tag{remain: true}},
		{`paste:"x,ignored,secret,octal,folder"`, tag{key: "x", ignored: true, secret: true, octal: true, folder: true}},
		{`paste:"x,default="`, tag{key: "x", hasDefault: true}},
		{`paste:"x,comma,default=a,b"`, tag{key: "x", comma: true, hasDefault: true, value: "a,b"}},
		{`paste:"x,zero=none, at all"`, tag{key: "x", zero: "none, at all"}},
		{`paste:"x,zero=none,default=3"`, tag{key: "x", zero: "none", hasDefault: true, value: "3"}},
		{`paste:"x,unit=millisecond"`, tag{key: "x", unit: time.Millisecond}},
		{`paste:"x,unit=second"`, tag{key: "x", unit: time.Second}},
		{`paste:"x,unit=minute"`, tag{key: "x", unit: time.Minute}},
		{`paste:"x,unit=hour"`, tag{key: "x", unit: time.Hour}},
		{`paste:"x,unit=day"`, tag{key: "x", unit: 24 * time.Hour}},
		{`paste:"x,unit=week"`, tag{key: "x", unknown: "unit=week"}},
		{`paste:"x,global"`, tag{key: "x", global: ownName}},
		{`paste:"x,global=a|b"`, tag{key: "x", global: "a|b"}},
		{`paste:"x,global="`, tag{key: "x", global: ownName, unknown: "global="}},
		{`paste:"x,required=yes"`, tag{key: "x", unknown: "required=yes"}},
		{`paste:"x,mandatory"`, tag{key: "x", unknown: "mandatory"}},
	} {
		if got := parseTag(tt.tag); got != tt.want {
			t.Errorf("%s is %+v, want %+v", tt.tag, got, tt.want)
		}
	}
}
