// fmt, whose formatting itself is compiled once (cmake/fmt_functions.cpp): each file that formats would have a copy of its own.
// Not here: anything of ours.
// Nothing hard here; from version 10 on fmt's header says the same.
#pragma once

#include <fmt/format.h>

#if FMT_VERSION < 100000 && defined(WHYTRACE_OWN_FMT)
FMT_BEGIN_NAMESPACE
namespace detail {
extern template void vformat_to(buffer<char>&, string_view, basic_format_args<format_context>, locale_ref);
}  // namespace detail
FMT_END_NAMESPACE
#endif
