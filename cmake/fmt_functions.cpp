// fmt's functions, for a program that is not to load a library for them.
// Not here: their headers' inline halves.
// The hard part: which templates the headers leave to a library differs from version to version. fmt_check.cpp is linked with this before
// anything relies on it.
//
// Nothing here formats for a locale; std::locale, which fmt would ask for its separators, is as large as the rest of a program.
#define FMT_STATIC_THOUSANDS_SEPARATOR ','
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

template auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template auto decimal_point_impl(locale_ref) -> char;
#if FMT_VERSION < 110000
template void vformat_to(buffer<char>&, string_view, basic_format_args<format_context>, locale_ref);
#endif

}  // namespace detail
FMT_END_NAMESPACE
