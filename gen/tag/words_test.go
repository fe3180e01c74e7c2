package tag

import (
	"slices"
	"testing"
	"time"
)

func TestTagWords(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Tag
	}{
		{`json:"x"`, Tag{}},
		{`paste:"x"`, Tag{Key: "x"}},
		{`paste:"x,required,comma"`, Tag{Key: "x", Required: true, Comma: true}},
		{`paste:",remain"`, Tag{Remain: true}},
		{`paste:"x,ignored,secret,octal,folder"`, Tag{Key: "x", Ignored: true, Secret: true, Octal: true, Folder: true}},
		{`paste:"x,file"`, Tag{Key: "x", File: true}},
		{`paste:"x,file=y"`, Tag{Key: "x", Unknown: "file=y"}},
		{`paste:"x,default="`, Tag{Key: "x", HasDefault: true}},
		{`paste:"x,comma,default=a,b"`, Tag{Key: "x", Comma: true, HasDefault: true, Value: "a,b"}},
		{`paste:"x,zero=none, at all"`, Tag{Key: "x", Zero: "none, at all"}},
		{`paste:"x,zero=none,default=3"`, Tag{Key: "x", Zero: "none", HasDefault: true, Value: "3"}},
		{`paste:"x,unit=millisecond"`, Tag{Key: "x", Unit: time.Millisecond}},
		{`paste:"x,unit=second"`, Tag{Key: "x", Unit: time.Second}},
		{`paste:"x,unit=minute"`, Tag{Key: "x", Unit: time.Minute}},
		{`paste:"x,unit=hour"`, Tag{Key: "x", Unit: time.Hour}},
		{`paste:"x,unit=day"`, Tag{Key: "x", Unit: 24 * time.Hour}},
		{`paste:"x,unit=week"`, Tag{Key: "x", Unknown: "unit=week"}},
		{`paste:"x,global"`, Tag{Key: "x", Global: OwnName}},
		{`paste:"x,global=a|b"`, Tag{Key: "x", Global: "a|b"}},
		{`paste:"x,global="`, Tag{Key: "x", Global: OwnName, Unknown: "global="}},
		{`paste:"x,embed=root"`, Tag{Key: "x", Embed: "root"}},
		{`paste:"x,egg=files"`, Tag{Key: "x", Egg: "files"}},
		{`paste:"x,embed"`, Tag{Key: "x", Unknown: "embed"}},
		{`paste:"x,egg="`, Tag{Key: "x", Unknown: "egg="}},
		{`paste:"x,address"`, Tag{Key: "x", Address: true}},
		{`paste:"x,required=yes"`, Tag{Key: "x", Unknown: "required=yes"}},
		{`paste:"x,mandatory"`, Tag{Key: "x", Unknown: "mandatory"}},
	} {
		if got := Parse(tt.text); got != tt.want {
			t.Errorf("%s is %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

func TestGlobals(t *testing.T) {
	own := []string{"size", "max"}
	for text, want := range map[string][]string{`paste:"x"`: nil, `paste:"x,global"`: own, `paste:"x,global=a|b"`: {"a", "b"}} {
		if got := Parse(text).Globals(own); !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", text, got, want)
		}
	}
}

func TestShownType(t *testing.T) {
	for text, want := range map[string]string{`paste:"x"`: "", `paste:"x,embed=root"`: "bool", `paste:"x,egg=files"`: ""} {
		if got := Parse(text).ShownType(); got != want {
			t.Errorf("%s is shown as %q, want %q", text, got, want)
		}
	}
}
