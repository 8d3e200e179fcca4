//! Types of a few values, each of which has a name.

/// Declares one, a line each: its values in order, and what each is called.
macro_rules! named {
    ($(#[$of_type:meta])* pub enum $type:ident { $($(#[$of_value:meta])* $value:ident = $name:literal,)+ }) => {
        $(#[$of_type])*
        pub enum $type {
            $($(#[$of_value])* $value,)+
        }

        impl $type {
            /// Every value, in order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$value),+];

            /// Its name, as in every output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)+
                }
            }
        }
    };
}
