import "./console.css";
import "htmx.org";
