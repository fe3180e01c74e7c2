package value

import (
	"go/constant"
	"go/types"
	"net"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/templates/convert"
)

// toIPNet makes a net.IPNet or a pointer to one.
func toIPNet(v *Table, in Input) (bound.Arg, *Misfit) {
	n, err := convert.AsIPNet(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	out := structOf(in.Type)
	ones, bits := n.Mask.Size()
	out.Fields = []bound.Field{
		{Name: "IP", Value: ipOf(v, n.IP)},
		{Name: "Mask", Value: stdCall("net", "CIDRMask", plainInt(ones), plainInt(bits))},
	}
	return out, nil
}

// toSocketAddr makes a net.TCPAddr or a net.UDPAddr, or a pointer to one.
func toSocketAddr(v *Table, in Input) (bound.Arg, *Misfit) {
	a, err := convert.AsTCPAddr(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	out := structOf(in.Type)
	out.Fields = []bound.Field{
		{Name: "IP", Value: ipOf(v, a.IP)},
		{Name: "Port", Value: plainInt(a.Port)},
	}
	if a.Zone != "" {
		out.Fields = append(out.Fields, bound.Field{Name: "Zone", Value: plainText(a.Zone)})
	}
	return out, nil
}

// ipOf is an address in as few bytes as it needs.
func ipOf(v *Table, a net.IP) bound.Arg {
	if len(a) == net.IPv4len {
		return bytesOf(v.std("net", "IP"), a, false)
	}
	return stdCall("net", "ParseIP", plainText(a.String()))
}

func toIPMask(v *Table, in Input) (bound.Arg, *Misfit) {
	mask, err := convert.AsIPMask(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	return bytesOf(in.Type, mask, false), nil
}

func toHardwareAddr(v *Table, in Input) (bound.Arg, *Misfit) {
	a, err := convert.AsHardwareAddr(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	return bytesOf(in.Type, a, true), nil
}

// toAddress makes a mail.Address or a pointer to one.
func toAddress(v *Table, in Input) (bound.Arg, *Misfit) {
	a, err := convert.AsAddress(string(in.Text))
	if err != nil {
		return nil, mismatch(err)
	}
	out := structOf(in.Type)
	if a.Name != "" {
		out.Fields = append(out.Fields, bound.Field{Name: "Name", Value: plainText(a.Name)})
	}
	out.Fields = append(out.Fields, bound.Field{Name: "Address", Value: plainText(a.Address)})
	return out, nil
}

// IsAddress reports whether a type is of mail addresses, of which Addresses finds
// those of a list.
func IsAddress(t types.Type) bool {
	return isStd("net/mail", "*Address")(nil, t) || isStd("net/mail", "Address")(nil, t)
}

// Addresses returns where each of a list of mail addresses starts and ends.
func Addresses(text string) [][2]int { return convert.Addresses(text) }

// structOf is a literal without fields for a struct or a pointer to one.
func structOf(t types.Type) bound.Struct {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return bound.Struct{Type: p.Elem(), Ptr: true}
	}
	return bound.Struct{Type: t}
}

// bytesOf is a literal of bytes.
func bytesOf(t types.Type, bytes []byte, hex bool) bound.Slice {
	out := bound.Slice{Type: t}
	for _, b := range bytes {
		out.Items = append(out.Items, bound.Const{Type: types.Typ[types.Uint8], Value: constant.MakeInt64(int64(b)), Hex: hex})
	}
	return out
}
