//! Empty: were anything of it used, the reference would not compile.
